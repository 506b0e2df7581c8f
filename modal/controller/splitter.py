"""Takes the standard output of `engine stream` apart again. What comes is a claim of code that may be anybody's."""

import json
from collections.abc import Callable

from engine.box.relay import LONGEST_LINE

OnBytes = Callable[[bytes], None]


class Splitter:
    """Hands lines to `on_events` and the bytes of announced files to `on_file`; `fault` says what no engine sends."""

    def __init__(self, on_events: OnBytes, on_file: dict[str, OnBytes]) -> None:
        self.fault: str | None = None
        self._on_events = on_events
        self._on_file = on_file
        self._line = b""
        self._left = 0
        self._sink: OnBytes = on_events
        self._seen: set[str] = set()

    def take(self, data: bytes) -> None:
        while data and not self.fault:
            data = self._take_file(data) if self._left else self._take_lines(data)

    def _take_file(self, data: bytes) -> bytes:
        part, rest = data[: self._left], data[self._left :]
        self._left -= len(part)
        self._sink(part)
        return rest

    def _take_lines(self, data: bytes) -> bytes:
        line, end, rest = data.partition(b"\n")
        self._line += line
        if not end:
            if len(self._line) > LONGEST_LINE:
                self.fault = "it sent far more messages than a render has"
            return b""
        whole, self._line = self._line, b""
        if whole.startswith(b'{"type": "file"'):
            self._announce(whole)
        else:
            self._on_events(whole + b"\n")
        return rest

    def _announce(self, line: bytes) -> None:
        try:
            announced = json.loads(line)
            name, size = announced["name"], announced["bytes"]
        except (ValueError, KeyError, RecursionError):
            name, size = None, None
        # Each file once: a second one would replace what is there already.
        if not isinstance(name, str) or name not in self._on_file or name in self._seen or type(size) is not int or size < 0:
            self.fault = "it sent a file that is none of the engine's"
            return
        self._seen.add(name)
        self._left, self._sink = size, self._on_file[name]
