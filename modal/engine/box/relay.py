"""Events out of a box: claims of code that may be anybody's, so only what is well-formed, possible and not too much goes on."""

import json
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from engine.protocol import Chapter, Done, Event, Failed, Failure, Progress, Ready, Video

LONGEST_LINE = 2**20
MOST_BYTES = 2**23
# The engine itself sends at most ten in a second and phase.
PROGRESS_PER_SECOND = 50
PHASES = ("starting", "tex", "animating", "finishing")
KINDS = (
    "SYNTAX_ERROR", "NO_SCENE", "SCENE_ERROR", "LATEX_ERROR", "FORBIDDEN", "TIMED_OUT", "OUT_OF_MEMORY", "OUTPUT_TOO_LARGE", "CRASHED",
    "UNAVAILABLE",
)  # fmt: skip
MOST_TIMINGS = 32
TIMING = re.compile(r"[a-z_]{1,40}")
MOST_CHAPTERS = 1000
LONGEST_NAME = 200
LONGEST_TEXTS = {
    "message": 4000, "exception": LONGEST_NAME, "excerpt": 4000, "traceback": 20_000, "hint": 2000, "latex_expression": 4000, "latex_log": 4000,
}  # fmt: skip

Kind = TypeVar("Kind")


class InvalidEvent(Exception):
    """The line is no event, or one that cannot be true."""


class Relay:
    """Cuts a stream of bytes into events. Progress is handed to `send`; `ready` and `end` (the first last word) are kept here."""

    def __init__(self, send: Callable[[Progress], None]) -> None:
        self.ready: Ready | None = None
        self.end: Done | Failed | None = None
        self.fault: str | None = None
        self._send = send
        self._rest = b""
        self._bytes = 0
        self._last = Progress("starting", None, 0, 0, 0.0, None)
        self._window, self._sent_in_window = 0, 0

    @property
    def is_finishing(self) -> bool:
        return self._last.phase == "finishing"

    def take(self, data: bytes) -> None:
        self._bytes += len(data)
        if self.end or self.fault:
            return
        if self._bytes > MOST_BYTES or len(self._rest) + len(data) > LONGEST_LINE + len(data):
            self.fault = "it sent far more messages than a render has"
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            try:
                self._take_event(decode_event(line))
            except InvalidEvent as error:
                self.fault = f"it sent a message that is none of the engine's ({error})"
            if self.end or self.fault:
                return

    def _take_event(self, event: Event) -> None:
        match event:
            case Ready():
                self.ready = event
            case Done() | Failed():
                self.end = event
            case Progress():
                before, self._last = self._last, event
                if (event.animation, event.frames, event.seconds) < (before.animation, before.frames, before.seconds) or event.frames < before.frames:
                    raise InvalidEvent("progress went back")
                window = int(time.monotonic())
                if window != self._window:
                    self._window, self._sent_in_window = window, 0
                self._sent_in_window += 1
                if self._sent_in_window <= PROGRESS_PER_SECOND:
                    self._send(event)


def decode_event(line: bytes) -> Event:
    """@throws InvalidEvent"""
    try:
        data = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidEvent("not a line of JSON") from error
    kind = _take(data, "type", str)
    if kind == "ready":
        return Ready(_text(data, "engine", LONGEST_NAME))
    if kind == "progress":
        return _progress(data)
    if kind == "done":
        return _done(data)
    if kind == "failed":
        return Failed(_failure(_take(data, "failure", dict)))
    raise InvalidEvent("an unknown type")


def _progress(data: dict[str, Any]) -> Progress:
    return Progress(
        phase=_one_of(data, "phase", PHASES),
        scene=_optional_text(data, "scene", LONGEST_NAME),
        animation=_count(data, "animation"),
        frames=_count(data, "frames"),
        seconds=_number(data, "seconds"),
        total_seconds=None if data.get("total_seconds") is None else _number(data, "total_seconds"),
    )


def _done(data: dict[str, Any]) -> Done:
    """What only the engine inside can know; sizes, times and hashes are measured outside and stand in for these."""
    files, video, timings = _take(data, "files", dict), _take(data, "video", dict), _take(data, "timings", dict)
    chapters = _take(video, "chapters", list)
    if len(chapters) > MOST_CHAPTERS:
        raise InvalidEvent("too many chapters")
    if len(timings) > MOST_TIMINGS or not all(TIMING.fullmatch(name) for name in timings):
        raise InvalidEvent("timings of parts that there are not")
    return Done(
        files={"captions": _optional_text(files, "captions", LONGEST_NAME)},
        video=Video(
            scene_name=_text(video, "scene_name", LONGEST_NAME),
            chapters=[
                Chapter(_text(chapter, "scene_name", LONGEST_NAME), _number(chapter, "start_seconds"), _number(chapter, "end_seconds"))
                for chapter in chapters
            ],
            still_image=_flag(video, "still_image"),
            has_audio=False,
            duration_seconds=0.0,
            width=0,
            height=0,
            frame_rate=0.0,
            size_bytes=0,
            sha256="",
        ),
        timings={name: _number(timings, name) for name in timings},
    )


def _failure(data: dict[str, Any]) -> Failure:
    texts = {name: _optional_text(data, name, longest) for name, longest in LONGEST_TEXTS.items() if name != "message"}
    line = None if data.get("line") is None else _count(data, "line")
    return Failure(kind=_one_of(data, "kind", KINDS), message=_text(data, "message", LONGEST_TEXTS["message"]), line=line or None, **texts)


def _take(data: object, name: str, kind: type[Kind]) -> Kind:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, kind):
        raise InvalidEvent(f"{name} is not of type {kind.__name__}")
    return value


def _text(data: object, name: str, longest: int) -> str:
    # Lone surrogates would break whoever writes them as UTF-8.
    return _take(data, name, str)[:longest].replace("\0", "").encode("utf-8", "replace").decode()


def _optional_text(data: dict[str, Any], name: str, longest: int) -> str | None:
    return None if data.get(name) is None else _text(data, name, longest)


def _one_of(data: dict[str, Any], name: str, values: tuple[str, ...]) -> str:
    value = _take(data, name, str)
    if value not in values:
        raise InvalidEvent(f"{name} has a value it cannot have")
    return value


def _flag(data: dict[str, Any], name: str) -> bool:
    return _take(data, name, bool)


def _count(data: dict[str, Any], name: str) -> int:
    value = _take(data, name, int)
    if isinstance(value, bool) or not 0 <= value < 2**31:
        raise InvalidEvent(f"{name} is not a count")
    return value


def _number(data: object, name: str) -> float:
    value = _take(data, name, int | float)  # type: ignore[arg-type]  # isinstance takes a union
    if isinstance(value, bool) or not 0 <= value < 1e9:
        raise InvalidEvent(f"{name} is not a number that it can be")
    return float(value)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
