"""Standard input, on which requests come."""

import os

CHUNK = 2**16
LONGEST_LINE = 32 * 2**20


class Mailbox:
    """Cuts what comes in into lines."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.is_closed = False
        self._rest = bytearray()

    def read(self) -> list[bytes]:
        """The lines that are whole by now, once `descriptor` is readable. One that is far too long ends it all."""
        data = os.read(self.descriptor, CHUNK)
        self._rest += data
        if not data or len(self._rest) > LONGEST_LINE:
            self.is_closed = True
        if b"\n" not in data:
            return []
        *lines, rest = self._rest.split(b"\n")
        self._rest = rest
        return [bytes(line) for line in lines]
