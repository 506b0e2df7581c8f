"""One render, watched from outside its box: takes the job, relays what the box says, and decides what its end was.

The same protocol as the engine's own: one job on standard input, events on standard output, files in the job's output directory.
"""

import sys
import time
from dataclasses import replace
from pathlib import Path

from engine.box import ends
from engine.box.command import WORK
from engine.box.deliveries import Deliveries
from engine.box.inspector import InspectionFailed, Inspector
from engine.box.mailbox import Mailbox
from engine.box.process import Box
from engine.box.relay import Relay
from engine.box.verify import NotAsAsked, verify
from engine.box.view import missing_programs, view_of_host
from engine.box.watch import measure_usage
from engine.channel import Channel, open_channel
from engine.processes import exit_with_reader
from engine.protocol import Done, Failed, Failure, InvalidJob, Job, decode_job, encode_job

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_START = 120.0
# A box that is asked to stop says where it was; only one that does not is stopped from outside.
GRACE_SECONDS = 2.0
SECONDS_TO_LEAVE = 10.0
MOST_FILES = 50_000
WORK_OUTPUT = Path(WORK) / "out"


class CannotStart(Exception):
    """There is no box to render in. The message says what the machine said."""


def supervise() -> int:
    channel = open_channel()
    exit_with_reader(channel.descriptor)
    mailbox = Mailbox(0)
    session = Session(channel)
    try:
        line = session.wait_for_job(mailbox)
        if line is None:
            return 0  # nobody needed this box
        try:
            job = decode_job(line)
        except InvalidJob as error:
            print(f"engine: {error}", file=sys.stderr)
            return 2
        outcome = session.render(job)
        print(ends.plain(session.box.log), end="", file=sys.stderr)
    finally:
        session.close()
    channel.send(outcome)
    return 0


class Session:
    """A box that waits for its job, and one more to look at the result."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._told_ready = False
        self._start()

    def _start(self) -> None:
        self.relay = Relay(self._channel.offer)
        self.deliveries = Deliveries()
        files = (self.deliveries.take_video, self.deliveries.take_poster, self.deliveries.take_captions)
        self.box = Box(view_of_host(with_tex=True), "engine.box.inside", [self.relay.take, *files])
        self.inspector: Inspector | None = None

    def wait_for_job(self, mailbox: Mailbox) -> bytes | None:
        """The line with the job; `None` when there will be none."""
        self.box.listen(mailbox.descriptor, mailbox.take)
        while not mailbox.is_closed:
            self.box.pump(1.0)
            self._welcome()
        return mailbox.line

    def render(self, job: Job) -> Done | Failed:
        try:
            self._wait_until_ready()
            self.deliveries.open(job.output, job.limits.output_bytes)
        except CannotStart as error:
            return Failed(ends.unavailable(f"The box in which scenes are rendered does not start: {error}"))
        except OSError as error:
            return Failed(ends.unavailable(f"The render has no directory to work in: {error.strerror}."))
        self.box.give([encode_job(replace(job, output=WORK_OUTPUT))])
        stopped = self._watch(job)
        self.box.end()
        return self._judge(job, stopped)

    def close(self) -> None:
        self.box.close()
        self.deliveries.discard()
        if self.inspector:
            self.inspector.close()

    def _welcome(self) -> None:
        """The box is ready: says so, and has the one for looking get ready, too."""
        if self.relay.ready and not self.inspector:
            self.inspector = Inspector()
            if not self._told_ready:
                self._channel.send(self.relay.ready)
                self._told_ready = True

    def _wait_until_ready(self) -> None:
        """@throws CannotStart"""
        deadline = time.monotonic() + SECONDS_TO_START
        if self.box.exit_code is not None:
            # It was killed while it waited, by whatever frees memory on this machine: that is not the fault of the code.
            self.box.close()
            self._start()
        while not self.relay.ready:
            if self.box.exit_code is not None or time.monotonic() > deadline:
                self.box.end()
                raise CannotStart(ends.plain(self.box.log).strip()[-300:] or "it said nothing")
            self.box.pump(SECONDS_BETWEEN_LOOKS)
        self._welcome()

    def _watch(self, job: Job) -> Failure | None:
        """Lets the box work until it has said its last word or has to be stopped, and then says why."""
        limits, box, relay = job.limits, self.box, self.relay
        deadline = time.monotonic() + limits.wall_seconds + GRACE_SECONDS
        next_look = 0.0
        while not relay.fault and not isinstance(relay.end, Failed) and box.exit_code is None and not self.deliveries.too_large:
            box.pump(SECONDS_BETWEEN_LOOKS)
            now = time.monotonic()
            if now < next_look or box.init is None:
                continue
            next_look = now + SECONDS_BETWEEN_LOOKS
            if relay.end:
                deadline = min(deadline, now + SECONDS_TO_LEAVE)
            usage = measure_usage(box.init, box.work, limits.memory_bytes)
            if usage.memory > limits.memory_bytes:
                return ends.out_of_memory(limits, job.code)
            if usage.files > MOST_FILES:
                return ends.too_many_files(MOST_FILES)
            if now > deadline:
                return ends.timed_out(limits, job.code, box.log)
        return None

    def _judge(self, job: Job, stopped: Failure | None) -> Done | Failed:
        relay, code = self.relay, self.box.exit_code
        if relay.fault:
            return Failed(ends.tampered(relay.fault))
        if self.deliveries.too_large:
            return Failed(ends.too_large(job.limits))
        if stopped:
            return Failed(stopped)
        if isinstance(relay.end, Failed):
            return Failed(_believable(relay.end.failure))
        if relay.end is None or code != 0:
            return Failed(ends.ended(code or 0, job.code, self.box.log))
        assert self.inspector is not None  # it was made when the box was ready
        started = time.perf_counter()
        try:
            self.deliveries.finish()
            done = verify(job, relay.end, self.deliveries, self.inspector)
        except NotAsAsked as error:
            return Failed(ends.not_as_asked(str(error)))
        except InspectionFailed as error:
            return Failed(ends.unavailable(f"The result could not be looked at: {error}"))
        except OSError as error:
            return Failed(ends.unavailable(f"The result could not be written: {error.strerror}."))
        return replace(done, timings={**done.timings, "verify": time.perf_counter() - started})


def _believable(failure: Failure) -> Failure:
    """Code that could say that the machinery is at fault would be rendered again and again: only what is true outside is let through."""
    if failure.kind == "UNAVAILABLE" and not missing_programs():
        return replace(failure, kind="SCENE_ERROR")
    return failure
