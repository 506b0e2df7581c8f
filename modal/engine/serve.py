"""One process, one job: imports Manim ahead of need, takes a job, renders it, says how it went, and ends."""

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from engine.channel import open_channel
from engine.formula import LONGEST_QUESTION, Ask, Formula, decode_answer, encode_formula
from engine.processes import exit_with_reader, leave
from engine.protocol import Done, Failed, InvalidJob, Job, Ready, decode_job
from engine.version import engine_version

HandOut = Callable[[Job, Done | Failed], None]
LONGEST_JOB_BYTES = 32 * 2**20


def serve(hand_out: HandOut | None = None, engine: str | None = None, ask_on: int | None = None) -> int:
    """`hand_out` sees the outcome before it is told; `engine` is what to call this engine, when that is known.

    With the descriptor `ask_on`, formulas are set by whoever reads from it and answers on standard input.
    """
    started = time.perf_counter()
    channel = open_channel()
    exit_with_reader(channel.descriptor)
    faulthandler.enable(2)
    prepare_surroundings()
    from engine.render import render  # imports Manim

    import_seconds = time.perf_counter() - started
    channel.send(Ready(engine or engine_version()["engine"]))
    line = sys.stdin.buffer.readline(LONGEST_JOB_BYTES)
    if not line:
        return 0  # nobody needed this process
    try:
        job = decode_job(line)
    except InvalidJob as error:
        print(f"engine: {error}", file=sys.stderr)
        return 2
    ask = None if ask_on is None else ask_over(ask_on, os.dup(0))
    close_input()
    outcome = render(job, channel, import_seconds, ask)
    flush_logs()
    if hand_out:
        hand_out(job, outcome)
    channel.send(outcome)
    leave()


def ask_over(out: int, answers: int) -> Ask:
    """Asks in a line and waits for a line."""
    reader = open(answers, "rb", closefd=False)  # noqa: SIM115  # as long as the process
    # A scene may make its formulas in threads; each has to get the answer to its own.
    asking = threading.Lock()

    def ask(formula: Formula) -> str | None:
        question = encode_formula(formula)
        if len(question) > LONGEST_QUESTION:
            return None
        line = memoryview(question)
        with asking:
            while line:
                line = line[os.write(out, line) :]
            return decode_answer(reader.readline())

    return ask


def flush_logs() -> None:
    """What the scene printed is worth having even if the scene has put something else in the place of these streams."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()


def prepare_surroundings() -> None:
    """What has to be so before Manim is imported: no manim.cfg of this machine or user, and one thread for linear algebra.

    More threads gain nothing for matrices of this size, and each takes address space that the job's limit counts.
    """
    os.chdir("/")
    os.environ["HOME"] = "/nonexistent"
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"


def close_input() -> None:
    """`input()` in a scene then fails at once instead of waiting for somebody."""
    nothing, writer = os.pipe()
    os.close(writer)
    os.dup2(nothing, 0)
    os.close(nothing)
