"""Has files looked at in a box of its own, and takes nothing but plain facts for an answer."""

import json
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from engine.box import ends
from engine.box.box import Box, OnBytes
from engine.box.boxes import LOOKING
from engine.box.command import PROCESSES_TO_LOOK, BoxLimits
from engine.box.deliveries import Delivery

SECONDS_TO_LOOK = 60
LIMITS = BoxLimits(address_space=2 * 2**30, processes=PROCESSES_TO_LOOK)
# A picture or two, and the libraries; the files come on top.
MOST_MEMORY = 2**30
LONGEST_ANSWER = 2**14
CHUNK = 2**20


class InspectionFailed(Exception):
    """Nobody could look at the files: that says nothing about them."""


class BadFile(Exception):
    """The files are not what they should be. The message says how."""


@dataclass(frozen=True)
class Facts:
    """What was seen in the files themselves."""

    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    frames: int
    has_audio: bool
    poster_width: int
    poster_height: int


class Inspector:
    """One box that looks at one result. Whoever starts it closes it."""

    def __init__(self, start: Callable[[str, list[OnBytes], BoxLimits], Box]) -> None:
        self._answer = b""
        self._box = start(LOOKING, [self._take], LIMITS)

    def look(self, video: Delivery, poster: Delivery) -> Facts:
        """@throws BadFile, InspectionFailed"""
        deadline = time.monotonic() + SECONDS_TO_LOOK
        while b"\n" not in self._answer and self._box.exit_code is None and time.monotonic() < deadline:
            self._box.pump(0.1)
        if not self._answer.startswith(b'"ready"\n'):
            raise InspectionFailed(ends.last_line(self._box.log, "the box for looking at results did not start"))
        self._box.give(parts_of(video, poster), last=True)
        most = MOST_MEMORY + video.size + poster.size
        while self._box.exit_code is None and time.monotonic() < deadline:
            self._box.pump(0.1)
            usage = self._box.measure_usage(most)
            if usage is not None and usage.memory > most:
                raise BadFile("whoever looked at it needed far too much memory")
        # No file makes whoever looks at it end like that.
        was_killed = self._box.exit_code == -signal.SIGKILL
        self._box.end()
        if was_killed:
            raise InspectionFailed("the box was killed from outside")
        return facts_in(self._answer.removeprefix(b'"ready"\n'))

    def _take(self, data: bytes) -> None:
        self._answer = (self._answer + data)[:LONGEST_ANSWER]


def parts_of(*deliveries: Delivery) -> Iterator[bytes]:
    video, poster = deliveries
    yield json.dumps({"video": video.size, "poster": poster.size}).encode() + b"\n"
    for delivery in deliveries:
        with delivery.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


def facts_in(line: bytes) -> Facts:
    """The answer comes from where a stranger's file was read, so it is held to its form, too."""
    try:
        answer: dict[str, Any] = json.loads(line)
        if "fault" in answer:
            raise BadFile(str(answer["fault"])[:200])
        facts = Facts(**answer)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadFile("whoever looked at it did not survive") from error
    for field in fields(Facts):
        value = getattr(facts, field.name)
        # In Python a truth is a number, too.
        fits = isinstance(value, int | float) and isinstance(value, bool) == (field.name == "has_audio") and 0 <= value < 1e9
        if not fits:
            raise BadFile("whoever looked at it did not survive")
    return facts
