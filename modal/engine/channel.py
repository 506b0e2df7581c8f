"""The private way out for events."""

import os
import select
import threading

from engine.protocol import Event, encode_event


class Channel:
    """Writes events, whole lines only, to a duplicate of standard output that the user's code does not know."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._process = os.getpid()
        self._writing = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a line is being written: a signal handler must not write into the middle of it."""
        return self._writing.locked()

    def stop_forks(self) -> None:
        """Ends this process if it is one that the scene forked off: the render would otherwise finish twice and say so twice."""
        if os.getpid() != self._process:
            os._exit(1)

    def offer(self, event: Event, job: str | None = None) -> None:
        """Sends an event that may be lost: nothing waits here for a reader that is busy."""
        line = encode_event(event, job)
        # A pipe that is ready takes so much at once (pipe(7)), if nobody else writes.
        if len(line) > select.PIPE_BUF or not self._writing.acquire(blocking=False):
            return
        try:
            poll = select.poll()
            poll.register(self.descriptor, select.POLLOUT)
            if poll.poll(0):
                self._write(line)
        finally:
            self._writing.release()

    def send(self, event: Event, job: str | None = None) -> None:
        self.stop_forks()
        with self._writing:
            self._write(encode_event(event, job))

    def _write(self, data: bytes) -> None:
        line = memoryview(data)
        while line:
            line = line[os.write(self.descriptor, line) :]


def open_channel() -> Channel:
    """Takes standard output for events; what is printed from now on goes to standard error, with the logs."""
    channel = Channel(os.dup(1))
    os.dup2(2, 1)
    return channel
