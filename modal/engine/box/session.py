"""One render, watched from outside its box: relays what the box says, and decides what its end was."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.box import ends
from engine.box.box import Box, OnBytes
from engine.box.boxes import SECONDS_TO_START, Boxes, CannotStart
from engine.box.command import WORK, BoxLimits
from engine.box.deliveries import Deliveries
from engine.box.formula_cache import FormulaCache
from engine.box.inspector import InspectionFailed, Inspector
from engine.box.relay import Relay
from engine.box.spare import SCENE
from engine.box.typesetting import TYPESETTER, Typesetting
from engine.box.verify import NotAsAsked, verify
from engine.box.view import missing_programs
from engine.box.watch import Usage
from engine.excerpt import lines_of
from engine.protocol import Done, Failed, Failure, Job, Progress, encode_job

SECONDS_BETWEEN_LOOKS = 0.1
# A box that is asked to stop says where it was; only one that does not is stopped from outside.
GRACE_SECONDS = 2.0
SECONDS_TO_LEAVE = 10.0
MOST_FILES = 50_000
WORK_OUTPUT = Path(WORK) / "out"


class Cancelled(Exception):
    """Somebody called the render off."""


class Session:
    """`run` belongs to one thread; any other may `cancel` it."""

    def __init__(self, boxes: Boxes, tell: Callable[[Progress], None], formulas: FormulaCache | None = None) -> None:
        """Without `formulas` they are set in the scene's own box, and nobody remembers them."""
        self.log = b""
        self._formulas = None if boxes.slow_because else formulas
        self._scenes_box: Box | None = None
        self._inspector: Inspector | None = None
        self._modules: dict[Box, str] = {}
        # Processor seconds of boxes that ended, by what ran in them.
        self._used: Counter[str] = Counter()
        self._boxes = boxes
        self._tell = tell
        self._started: list[Box] = []
        self._starting = threading.Lock()
        self._is_cancelled = False

    def run(self, job: Job) -> Done | Failed:
        """Returns when nothing of the render is left but its files. @throws Cancelled"""
        deliveries = Deliveries()
        try:
            deliveries.open(job.output, job.limits.output_bytes)
        except OSError as error:
            deliveries.discard()
            return Failed(ends.unavailable(f"The render has no directory to work in: {error.strerror}."))
        try:
            outcome = self._render(job, deliveries)
        except CannotStart as error:
            outcome = Failed(ends.unavailable(f"The box in which scenes are rendered does not start: {error}"))
        except OSError as error:
            outcome = Failed(ends.unavailable(f"The render could not be watched: {error.strerror}."))
        finally:
            for box in list(self._started):
                self.end_box(box)
            deliveries.discard()
        if self._is_cancelled:
            raise Cancelled
        return outcome

    def cancel(self) -> None:
        with self._starting:
            self._is_cancelled = True
            for box in self._started:
                box.kill()

    def start_box(self, module: str, outputs: list[OnBytes], limits: BoxLimits | None = None) -> Box:
        """@throws CannotStart, Cancelled"""
        if self._is_cancelled:
            raise Cancelled
        # May take long, while there is no zygote, and nobody who cancels should have to wait for that.
        box = self._boxes.start(module, outputs, limits, lambda: self._is_cancelled)
        with self._starting:
            self._started.append(box)
            self._modules[box] = module
            if self._is_cancelled:
                box.kill()
                raise Cancelled
        if self._scenes_box is not None:
            self._scenes_box.pump_with(box)
        return box

    def end_box(self, box: Box) -> None:
        with self._starting:
            self._started.remove(box)
        if box is self._scenes_box:
            self._scenes_box = None
        elif self._scenes_box is not None:
            self._scenes_box.pump_without(box)
        box.close()
        self._used[self._modules.pop(box)] += box.processor_seconds or 0.0

    def _render(self, job: Job, deliveries: Deliveries) -> Done | Failed:
        """@throws CannotStart, Cancelled"""
        relay = Relay(self._tell)
        outputs = [relay.take, deliveries.take_video, deliveries.take_poster, deliveries.take_captions]
        typesetting = None
        if self._formulas is not None:
            typesetting = Typesetting(self, lambda answer: box.give([answer]), lambda: box.backlog, self._formulas)
            outputs.append(typesetting.take)
        box = self._scenes_box = self.start_box(SCENE, outputs)
        box.give([encode_job(replace(job, output=WORK_OUTPUT))], last=typesetting is None)
        try:
            self._wait_until_ready(box, relay)
            stopped = self._watch(job, box, relay, deliveries, typesetting)
            box.end()
        finally:
            self.log = box.log
        if self._is_cancelled:
            raise Cancelled
        if typesetting is not None:
            relay.fault = relay.fault or typesetting.fault
            typesetting.finish()
        return self._judge(job, box, relay, deliveries, stopped)

    def _wait_until_ready(self, box: Box, relay: Relay) -> None:
        """@throws CannotStart"""
        deadline = time.monotonic() + SECONDS_TO_START
        while not relay.ready and not relay.fault:
            if self._is_cancelled:
                raise Cancelled
            if box.exit_code is not None or time.monotonic() > deadline:
                box.end()
                if relay.ready:
                    return
                raise CannotStart(ends.last_line(box.log, "it said nothing"))
            box.pump(SECONDS_BETWEEN_LOOKS)

    def _watch(self, job: Job, box: Box, relay: Relay, deliveries: Deliveries, typesetting: Typesetting | None) -> Failure | None:
        """Lets the box work until it has said its last word or has to be stopped, and then says why."""
        limits = job.limits
        deadline = time.monotonic() + limits.wall_seconds + GRACE_SECONDS
        next_look = 0.0
        before = self._usage_of_all(limits.memory_bytes).processor_seconds  # where Manim had to be imported anew
        while not relay.fault and not isinstance(relay.end, Failed) and box.exit_code is None and not deliveries.too_large:
            box.pump(SECONDS_BETWEEN_LOOKS)
            if typesetting is not None:
                typesetting.look()
                if typesetting.fault:
                    return None
            if relay.is_finishing and self._inspector is None:
                # It is there by the time there is something to look at.
                self._inspector = Inspector(self.start_box)
            now = time.monotonic()
            if now < next_look or box.init is None:
                continue
            next_look = now + SECONDS_BETWEEN_LOOKS
            if relay.end:
                deadline = min(deadline, now + SECONDS_TO_LEAVE)
            usage = self._usage_of_all(limits.memory_bytes)
            if usage.memory > limits.memory_bytes and self._usage_of_all(0).memory > limits.memory_bytes:
                return ends.out_of_memory(limits, job.code)
            if usage.files > MOST_FILES:
                return ends.too_many_files(MOST_FILES)
            if usage.processor_seconds - before > limits.cpu_seconds + GRACE_SECONDS:
                return ends.out_of_processor_time(limits, job.code)
            if now > deadline:
                return ends.tampered("it had said that it was done, and went on") if relay.end else ends.timed_out(limits, job.code, box.log)
        return None

    def _usage_of_all(self, worth_a_closer_look: int) -> Usage:
        """Of the scene's box and of those that set its formulas."""
        usages = [usage for box in self._started if (usage := box.measure_usage(worth_a_closer_look)) is not None]
        return Usage(
            memory=sum(usage.memory for usage in usages),
            files=sum(usage.files for usage in usages),
            processor_seconds=self._used.total() + sum(usage.processor_seconds for usage in usages),
        )

    def _judge(self, job: Job, box: Box, relay: Relay, deliveries: Deliveries, stopped: Failure | None) -> Done | Failed:
        """@throws CannotStart, Cancelled"""
        if relay.fault:
            return Failed(ends.tampered(relay.fault))
        if deliveries.too_large:
            return Failed(ends.too_large(job.limits))
        if stopped:
            return Failed(stopped)
        if isinstance(relay.end, Failed):
            return Failed(_believable(relay.end.failure, job.code))
        if box.was_taken_away:
            return Failed(ends.unavailable("The box was killed from outside, with all others of this renderer."))
        if relay.end is None or box.exit_code != 0:
            return Failed(ends.ended(box.exit_code or 0, job.code, box.log))
        started = time.perf_counter()
        try:
            deliveries.finish()
            done = verify(job, relay.end, deliveries, self._inspector or Inspector(self.start_box))
        except NotAsAsked as error:
            return Failed(ends.not_as_asked(str(error)))
        except InspectionFailed as error:
            return Failed(ends.unavailable(f"The result could not be looked at: {error}"))
        except OSError as error:
            return Failed(ends.unavailable(f"The result could not be written: {error.strerror}."))
        for box in list(self._started):
            self.end_box(box)
        timings = {**done.timings, "verify": time.perf_counter() - started}
        if self._used.total():
            timings["processor"] = self._used.total()
            timings["tex_programs"] = done.timings.get("tex_programs", 0.0) + self._used[TYPESETTER]
        return replace(done, timings=timings)


def _believable(failure: Failure, code: str) -> Failure:
    """Code that could say that the machinery is at fault would be rendered again and again: only what is true outside is let through."""
    if failure.line is not None and failure.line > len(lines_of(code)):
        failure = replace(failure, line=None, excerpt=None)
    if failure.kind == "UNAVAILABLE" and not missing_programs():
        return replace(failure, kind="SCENE_ERROR")
    return failure
