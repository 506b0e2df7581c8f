"""Standard input, where one job is awaited."""

import os

LONGEST_JOB_BYTES = 32 * 2**20


class Mailbox:
    """Collects bytes up to the first end of a line. What follows it is nobody's."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = os.dup(descriptor)
        self.line: bytes | None = None
        self.is_closed = False
        self._parts: list[bytes] = []
        self._size = 0

    def take(self, data: bytes) -> None:
        if self.is_closed:
            return
        self._parts.append(data)
        self._size += len(data)
        if b"\n" in data or not data or self._size > LONGEST_JOB_BYTES:
            # A line that was cut off is no job either: whoever reads it will say so.
            self.line = b"".join(self._parts).split(b"\n")[0] or None
            self.is_closed = True
