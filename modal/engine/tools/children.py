"""Work in processes that are forked off one that has imported Manim already: hundreds of scenes would import it for minutes otherwise."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from engine.native import load_native

Item = TypeVar("Item")
Result = TypeVar("Result")

SECONDS_FOR_A_SIDE = 1800


def in_child(log: Path, work: Callable[[], object]) -> str | None:
    """Runs `work` in a process of its own. `None` when it ends well, otherwise the last lines of what it said, which is kept in `log`."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(descriptor, 1)
            os.dup2(descriptor, 2)
            signal.alarm(SECONDS_FOR_A_SIDE)
            work()
            status = 0
        except BaseException as error:
            os.write(2, f"\n{type(error).__name__}: {' '.join(str(error).split())[:300]}\n".encode())
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    if status == 0:
        return None
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else f"The process ended with status {status}."


def for_each(work: Callable[[Item], Result], items: Iterable[Item], jobs: int) -> Iterator[Result]:
    """Results in the order of the items, `jobs` at a time; each item has a process of its own."""
    import engine.tools.ours
    import engine.tools.stock  # noqa: F401  # both import Manim, here and once

    with multiprocessing.get_context("fork").Pool(jobs, maxtasksperchild=1) as pool:
        yield from pool.imap(work, items)


def require_native() -> None:
    """Ends the program where the part in C is missing or from other sources: what is proved and measured would not be what is installed elsewhere."""
    if load_native() is None:
        sys.exit("The engine's part in C is not built from these sources. Run: python -m engine.build")


def fix_hashes() -> None:
    """Starts this program again with the order of sets fixed, where it is not: a scene may draw in that order, on either side."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"})
