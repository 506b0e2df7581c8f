"""A running box, seen from outside: its pipes, what it takes, and its end. How one is made is another matter: bubblewrap, or a zygote."""

import os
import selectors
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from engine.box.command import WORK
from engine.box.watch import Life, Usage, measure_usage

CHUNK = 2**16
# The end of what was logged: enough for a traceback.
LONGEST_LOG = 2**14
SECONDS_TO_DIE = 20.0

OnBytes = Callable[[bytes], None]
"""Takes what came out of a pipe; nothing (`b""`) when it has ended."""


class Box(ABC):
    """One module at work in a box. `give` feeds its standard input; what comes out of it goes to `outputs` as it comes.

    Everything in it is killed by `end`, and by the kernel when this process dies in whatever way. Only `kill` may be called by another thread.
    """

    def __init__(self, outputs: Sequence[OnBytes]) -> None:
        """The first of `outputs` is standard output; the descriptors of the others are the module's first arguments."""
        self.log = b""
        # Of all that was waited for in it, where whoever made it counts.
        self.processor_seconds: float | None = None
        # What it takes, from one look to the next.
        self._seen: dict[Life, float] = {}
        self._selector = selectors.DefaultSelector()
        self._own: set[int] = set()
        self._guests: list[Box] = []
        self._pending: deque[Iterator[bytes]] = deque()
        self._chunk = memoryview(b"")
        self._is_last = False
        self._input = -1
        # The ends that the box gets, until `_close_far_ends`: standard input, output and error, then the other outputs.
        self._far: list[int] = []
        try:
            far_input, self._input = os.pipe()
            self._far.append(far_input)
            os.set_blocking(self._input, False)
            for on_bytes in (outputs[0], self._take_log, *outputs[1:]):
                reader, writer = os.pipe()
                self._far.append(writer)
                self._listen_to_own(reader, on_bytes)
        except BaseException:
            self._let_go()
            raise

    @property
    @abstractmethod
    def exit_code(self) -> int | None:
        """Negative for a signal; `None` while it runs."""

    @property
    @abstractmethod
    def init(self) -> int | None:
        """The process id, outside, of the first process inside; `None` until it is known."""

    @property
    def was_taken_away(self) -> bool:
        """It was killed along with what had made it: that is not the doing of what ran in it."""
        return False

    @abstractmethod
    def kill(self) -> None:
        """Kills everything inside, from whatever thread. Whoever pumps learns of it."""

    @abstractmethod
    def _await_death(self, deadline: float) -> None:
        """Kills everything inside and waits until it is gone."""

    @property
    def work(self) -> Path:
        """The one place inside where anything can be written, as it is seen from outside."""
        return Path(f"/proc/{self.init}/root{WORK}")

    def measure_usage(self, worth_a_closer_look: int) -> Usage | None:
        """What everything inside takes (watch.py); `None` where nothing is inside yet, or any more."""
        return None if self.init is None or self.exit_code is not None else measure_usage(self.init, self.work, worth_a_closer_look, self._seen)

    def give(self, parts: Iterable[bytes], *, last: bool = False) -> None:
        """Hands `parts` in while it is pumped, after what was given before; nothing happens when nobody is there to take them."""
        self._pending.append(iter(parts))
        self._is_last = self._is_last or last
        self._write()

    @property
    def backlog(self) -> int:
        """How many of the calls of `give` nobody inside has read all of yet."""
        return len(self._pending)

    def fileno(self) -> int:
        """Becomes readable when there is something to pump."""
        return self._selector.fileno()  # type: ignore[attr-defined]  # where there are boxes it is epoll's

    def pump(self, seconds: float) -> None:
        """Waits at most that long for something to come out, and hands it on."""
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            key.data()

    def listen(self, descriptor: int, on_bytes: OnBytes) -> None:
        """Has `pump` read from `descriptor`, too, which belongs to the box from now on."""

        def read() -> None:
            try:
                data = os.read(descriptor, CHUNK)
            except BlockingIOError:
                return
            if not data:
                self._forget(descriptor)
            on_bytes(data)

        try:
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ, read)
        except BaseException:
            os.close(descriptor)
            raise

    def pump_with(self, other: "Box") -> None:
        """Has `pump` pump another box, too."""
        self._guests.append(other)
        self._selector.register(other.fileno(), selectors.EVENT_READ, lambda: other.pump(0))

    def pump_without(self, other: "Box") -> None:
        """To be called before the other one is closed."""
        self._guests.remove(other)
        self._selector.unregister(other.fileno())

    def end(self) -> None:
        """Kills everything inside and waits until it is gone, with what was still in the pipes handed on."""
        deadline = time.monotonic() + SECONDS_TO_DIE
        self._await_death(deadline)
        while any(key.fd in self._own for key in self._selector.get_map().values()) and time.monotonic() < deadline:
            self.pump(0.05)

    def close(self) -> None:
        self.end()
        self._let_go()

    def _let_go(self) -> None:
        """Closes every descriptor, however far the box has come."""
        self._close_far_ends()
        self._close_input()
        for guest in list(self._guests):
            self.pump_without(guest)
        for key in list(self._selector.get_map().values()):
            self._forget(key.fd)
        self._selector.close()

    def _listen_to_own(self, descriptor: int, on_bytes: OnBytes) -> None:
        self._own.add(descriptor)
        self.listen(descriptor, on_bytes)

    def _close_far_ends(self) -> None:
        while self._far:
            os.close(self._far.pop())

    def _write(self) -> None:
        """Writes until the pipe is full, and goes on when it no longer is: whoever reads it may be in no hurry."""
        if self._input < 0:
            return
        try:
            while self._chunk or self._pending:
                if self._chunk:
                    self._chunk = self._chunk[os.write(self._input, self._chunk) :]
                elif (part := next(self._pending[0], None)) is not None:
                    self._chunk = memoryview(part)
                else:
                    self._pending.popleft()
        except BlockingIOError:
            if self._input not in self._selector.get_map():
                self._selector.register(self._input, selectors.EVENT_WRITE, self._write)
            return
        except BrokenPipeError:
            self._close_input()
            return
        if self._is_last:
            self._close_input()
        elif self._input in self._selector.get_map():
            self._selector.unregister(self._input)

    def _close_input(self) -> None:
        if self._input >= 0:
            self._forget(self._input)
            self._input = -1

    def _forget(self, descriptor: int) -> None:
        # Its number may be somebody else's next.
        self._own.discard(descriptor)
        with suppress(KeyError):
            self._selector.unregister(descriptor)
        os.close(descriptor)

    def _take_log(self, data: bytes) -> None:
        self.log = (self.log + data)[-LONGEST_LOG:]
