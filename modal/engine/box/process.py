"""A running box, seen from outside: its pipes, what it takes, and its end."""

import ctypes
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from engine.box.command import WORK, BoxLimits, Descriptors, box_command
from engine.box.seccomp import build_filter
from engine.box.view import View

CHUNK = 2**16
LONGEST_STATUS = 4096
# The end of what was logged: enough for a traceback.
LONGEST_LOG = 2**14
SECONDS_TO_DIE = 20.0
PR_SET_CHILD_SUBREAPER = 36

OnBytes = Callable[[bytes], None]
"""Takes what came out of a pipe; nothing (`b""`) when it has ended."""


class Box:
    """Runs one module in a box. `give` feeds its standard input; what comes out of it goes to `outputs` as it comes.

    Everything in it is killed by `end`, and by the kernel when this process dies in whatever way: bubblewrap's init dies with
    the thread that started it, so a box has to be made by the main thread.
    """

    def __init__(
        self, view: View, module: str, outputs: Sequence[OnBytes], *, limits: BoxLimits | None = None, arguments: Sequence[str] = ()
    ) -> None:
        """The first of `outputs` is standard output; the descriptors of the others follow as the module's first arguments."""
        adopt_orphans()
        self.log = b""
        self._status = b""
        self._selector = selectors.DefaultSelector()
        pipes = [os.pipe() for _ in outputs]
        status = os.pipe()
        filter_end, file_end = _pipe_with(build_filter()), _pipe_with(view.environment_file)
        sync = os.dup(2)  # whoever reads our standard error learns from its end that the box is gone, even if we are too
        descriptors = Descriptors(seccomp=filter_end, environment_file=file_end, status=status[1], sync=sync)
        extra = [str(writer) for _, writer in pipes[1:]]
        command = box_command(view, limits or BoxLimits(), descriptors, module, [*extra, *arguments])
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=pipes[0][1],
                stderr=subprocess.PIPE,
                pass_fds=(*descriptors.all(), *(writer for _, writer in pipes[1:])),
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                cwd="/",
            )
        finally:
            for descriptor in (*descriptors.all(), *(writer for _, writer in pipes)):
                os.close(descriptor)
        assert self._process.stderr is not None and self._process.stdin is not None  # both are pipes
        self._input = self._process.stdin
        log = os.dup(self._process.stderr.fileno())
        self._process.stderr.close()
        self._own = {log, status[0], *(reader for reader, _ in pipes)}
        self.listen(log, self._take_log)
        self.listen(status[0], self._take_status)
        for (reader, _), on_bytes in zip(pipes, outputs, strict=True):
            self.listen(reader, on_bytes)

    def give(self, parts: Iterable[bytes]) -> None:
        """Hands `parts` in, and no more after it; nothing happens when nobody is there to take it."""
        with suppress(BrokenPipeError):
            for part in parts:
                self._input.write(part)
        with suppress(BrokenPipeError):
            self._input.close()

    def pump(self, seconds: float) -> None:
        """Waits at most that long for something to come out, and hands it on."""
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            try:
                data = os.read(key.fd, CHUNK)
            except BlockingIOError:
                continue
            if not data:
                self._selector.unregister(key.fd)
                os.close(key.fd)
            key.data(data)

    @property
    def exit_code(self) -> int | None:
        """Negative for a signal; `None` while it runs."""
        code = self._process.poll()
        # bubblewrap says 128 + n of a program that signal n killed.
        return code if code is None or code <= 128 else 128 - code

    @property
    def init(self) -> int | None:
        """The process id, outside, of the first process inside; `None` until it is known."""
        for line in self._status.split(b"\n"):
            try:
                return int(json.loads(line)["child-pid"])
            except (ValueError, KeyError, TypeError):
                continue
        return None

    @property
    def work(self) -> Path:
        """The one place inside where anything can be written, as it is seen from outside."""
        return Path(f"/proc/{self.init}/root{WORK}")

    def end(self) -> None:
        """Kills everything inside and waits until it is gone, with what was still in the pipes handed on."""
        deadline = time.monotonic() + SECONDS_TO_DIE
        # While bubblewrap makes the namespaces its first process waits for it, and would wait for ever if it were killed now.
        while self.init is None and self.exit_code is None and time.monotonic() < deadline:
            self.pump(0.005)
        init = self.init
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        # The init of a box is gone last: the kernel lets it go when everything that was in the box is.
        while init is not None and _is_alive(init) and time.monotonic() < deadline:
            _kill(init)
            self.pump(0.005)
        if init is not None:
            with suppress(ChildProcessError):  # reaped by somebody else
                os.waitpid(init, os.WNOHANG)
        while any(key.fd in self._own for key in self._selector.get_map().values()) and time.monotonic() < deadline:
            self.pump(0.05)

    def close(self) -> None:
        self.end()
        self.give([])
        for key in list(self._selector.get_map().values()):
            os.close(key.fd)
        self._selector.close()

    def listen(self, descriptor: int, on_bytes: OnBytes) -> None:
        """Has `pump` read from `descriptor`, too, which belongs to the box from now on."""
        os.set_blocking(descriptor, False)
        self._selector.register(descriptor, selectors.EVENT_READ, on_bytes)

    def _take_status(self, data: bytes) -> None:
        self._status = (self._status + data)[:LONGEST_STATUS]

    def _take_log(self, data: bytes) -> None:
        self.log = (self.log + data)[-LONGEST_LOG:]


def adopt_orphans() -> None:
    """Makes this process the parent of what its children leave behind: the init of a box is reaped here, wherever this program runs.

    In a container the first process is often one that never reaps.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _pipe_with(data: bytes) -> int:
    """The reading end of a pipe that holds `data`, which must be small, and then ends."""
    reader, writer = os.pipe()
    os.write(writer, data)
    os.close(writer)
    return reader


def _is_alive(process: int) -> bool:
    """A zombie counts as dead."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(b")")[2].split()[0] not in (b"Z", b"X")


def _kill(process: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, signal.SIGKILL)
