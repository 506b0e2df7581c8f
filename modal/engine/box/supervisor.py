"""The process that stays: takes jobs and cancellations, a line of JSON each, and has any number of renders watched at once, each by a thread.

In: {"id", "job": …, "formulas": directory of those that were set, or null}, {"id", "cancel": true} and {"id", "check": true}. Out: `ready`, once, when boxes can be had; then for each job its progress and
one `done`, `failed` or `cancelled`, for a check `checked`, each with its id, and only when nothing is left but files. The end of the input ends it all.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.box import ends
from engine.box.boxes import Boxes
from engine.box.check import check_in, no_box
from engine.box.formula_cache import FormulaCache
from engine.box.mailbox import Mailbox
from engine.box.ready import ready
from engine.box.session import Cancelled, Session
from engine.channel import Channel, open_channel
from engine.processes import exit_with_reader
from engine.protocol import Cancel, CancelledEvent, Check, Checked, Event, Failed, InvalidJob, Job, Ready, Render, Request, decode_request
from engine.version import short_name

SECONDS_BETWEEN_LOOKS = 0.5


@dataclass
class Watched:
    session: Session
    thread: threading.Thread


class Supervisor:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._boxes = Boxes(keeps_spare=True)
        self._watched: dict[str, Watched] = {}
        self._caches: dict[Path, FormulaCache] = {}

    def run(self, mailbox: Mailbox) -> None:
        """Returns at the end of the input, when all boxes are gone."""
        told_ready = False
        while not mailbox.is_closed:
            heard = ready([mailbox.descriptor, *self._boxes.descriptors()], SECONDS_BETWEEN_LOOKS)
            self._boxes.pump(0)
            if self._boxes.is_ready and not told_ready:
                told_ready = True
                if self._boxes.slow_because is not None:
                    print(f"engine: each render imports Manim anew, because no box can hold others here: {self._boxes.slow_because}", file=sys.stderr)
                self._channel.send(Ready(short_name()))
            if mailbox.descriptor in heard:
                for line in mailbox.read():
                    self._take(decode_request(line))
            self._watched = {name: watched for name, watched in self._watched.items() if watched.thread.is_alive()}

    def close(self) -> None:
        self._boxes.give_up()
        for watched in self._watched.values():
            watched.session.cancel()
        for watched in self._watched.values():
            watched.thread.join()
        self._boxes.close()

    def _take(self, request: Request) -> None:
        """@throws InvalidJob"""
        match request:
            case Cancel(name):
                if name in self._watched:
                    self._watched[name].session.cancel()
            case Check(name):
                self._start(threading.Thread(target=lambda: self._channel.send(Checked(check_in(self._boxes)), name), daemon=True), name, failed_check)
            case Render(name, job, formulas):
                if name in self._watched:
                    raise InvalidJob(f"there is a job {name!r} already")
                cache = None if formulas is None else self._caches.setdefault(formulas, FormulaCache(formulas))
                session = Session(self._boxes, lambda progress: self._channel.offer(progress, name), cache)
                thread = threading.Thread(target=self._watch, args=(name, job, session), daemon=True)
                if self._start(thread, name, failed_render):
                    self._watched[name] = Watched(session, thread)

    def _start(self, thread: threading.Thread, name: str, failed: Callable[[str], Event]) -> bool:
        """Where this machine has no thread left, that is the end of what was asked, and not of what others asked before."""
        try:
            thread.start()
        except RuntimeError as error:
            self._channel.send(failed(str(error)), name)
            return False
        return True

    def _watch(self, name: str, job: Job, session: Session) -> None:
        try:
            outcome = session.run(job)
            log(name, session.log)
        except Cancelled:
            self._channel.send(CancelledEvent(), name)
            return
        except Exception as error:  # whatever it is, the render is over, and the others are not
            log(name, "".join(traceback.format_exception(error)).encode())
            outcome = Failed(ends.unavailable(f"Whoever watches the render failed ({type(error).__name__})."))
        self._channel.send(outcome, name)


def failed_render(why: str) -> Failed:
    return Failed(ends.unavailable(f"Nobody could be found to watch the render: {why}."))


def failed_check(why: str) -> Checked:
    return Checked([asdict(no_box(why))])


def log(name: str, text: bytes) -> None:
    """What a render's box said, each line with the render's id before it: several go on at once."""
    sys.stderr.write("".join(f"[{name}] {line}\n" for line in ends.plain(text).splitlines()))


def supervise() -> int:
    channel = open_channel()
    exit_with_reader(channel.descriptor)
    supervisor = Supervisor(channel)
    try:
        supervisor.run(Mailbox(os.dup(0)))
    except InvalidJob as error:
        print(f"engine: {error}", file=sys.stderr)
        return 2
    finally:
        supervisor.close()
    return 0
