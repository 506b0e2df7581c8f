"""A box that bubblewrap makes anew: for the zygote itself, and for everything else where no box can be made within another."""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from engine.box.box import Box, OnBytes
from engine.box.command import BoxLimits, Descriptors, box_command
from engine.box.ready import ready
from engine.box.seccomp import build_filter
from engine.box.view import View

LONGEST_STATUS = 4096
PR_SET_CHILD_SUBREAPER = 36


class FreshBox(Box):
    """Runs `python -m module` in a box of its own, which dies with the thread that made it.

    With `handed_in`, a descriptor that becomes the module's first argument, the box is one in which others can be made, and has no filter yet.
    """

    def __init__(
        self,
        view: View,
        module: str,
        outputs: Sequence[OnBytes],
        *,
        limits: BoxLimits | None = None,
        arguments: Sequence[str] = (),
        handed_in: int | None = None,
    ) -> None:
        """@throws OSError, UnknownMachine"""
        adopt_orphans()
        self._status = b""
        self._handle: int | None = None
        super().__init__(outputs)
        with ExitStack() as undo, ExitStack() as handed:
            undo.callback(self._let_go)

            def hand(descriptor: int) -> int:
                handed.callback(os.close, descriptor)
                return descriptor

            status, far_status = os.pipe()
            hand(far_status)
            self._listen_to_own(status, self._take_status)
            descriptors = Descriptors(
                seccomp=hand(_pipe_with(build_filter())),
                environment_file=hand(_pipe_with(view.environment_file)),
                status=far_status,
                # Whoever reads our standard error learns from its end that the box is gone, even if we are too.
                sync=hand(os.dup(2)),
            )
            extra = self._far[3:] if handed_in is None else [handed_in]
            self._process = subprocess.Popen(
                box_command(view, limits or BoxLimits(), descriptors, module, [*map(str, extra), *arguments], nests=handed_in is not None),
                stdin=self._far[0],
                stdout=self._far[1],
                stderr=self._far[2],
                pass_fds=(*descriptors.all(), *extra),
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                cwd="/",
            )
            undo.pop_all()
        self._close_far_ends()

    @property
    def exit_code(self) -> int | None:
        code = self._process.poll()
        # bubblewrap says 128 + n of a program that signal n killed.
        return code if code is None or code <= 128 else 128 - code

    @property
    def init(self) -> int | None:
        for line in self._status.split(b"\n"):
            try:
                return int(json.loads(line)["child-pid"])
            except (ValueError, KeyError, TypeError):
                continue
        return None

    def kill(self) -> None:
        init = self.init
        # While bubblewrap makes the namespaces its first process waits for it, and would wait for ever if it were killed now: `end` sees to it.
        if init is not None and self._process.poll() is None:
            self._process.kill()

    def _await_death(self, deadline: float) -> None:
        while self.init is None and self.exit_code is None and time.monotonic() < deadline:
            self.pump(0.005)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        handle = self._handle
        if handle is None:
            return
        # The init of a box is gone last: the kernel lets it go when everything that was in the box is.
        while not ready([handle]) and time.monotonic() < deadline:
            with suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            self.pump(0.005)
        with suppress(ChildProcessError):  # reaped by bubblewrap
            os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOHANG)

    def _let_go(self) -> None:
        super()._let_go()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take_status(self, data: bytes) -> None:
        self._status = (self._status + data)[:LONGEST_STATUS]
        init = self.init
        # A handle and not a number: bubblewrap reaps the process, and its number may be somebody else's by the time that it is to be killed.
        if init is not None and self._handle is None:
            with suppress(ProcessLookupError):
                self._handle = os.pidfd_open(init)


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
