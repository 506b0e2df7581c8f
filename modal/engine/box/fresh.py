"""A box that bubblewrap makes anew: for the zygote itself, and for everything else where no box can be made within another."""

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress

from engine.box.box import Box, OnBytes
from engine.box.command import BoxLimits, Descriptors, box_command
from engine.box.seccomp import build_filter
from engine.box.view import View
from engine.box.watch import is_alive

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
        super().__init__(outputs)
        self._status = b""
        status, far_status = os.pipe()
        filter_end, file_end = _pipe_with(build_filter()), _pipe_with(view.environment_file)
        sync = os.dup(2)  # whoever reads our standard error learns from its end that the box is gone, even if we are too
        descriptors = Descriptors(seccomp=filter_end, environment_file=file_end, status=far_status, sync=sync)
        extra = self._far[3:] if handed_in is None else [handed_in]
        command = box_command(view, limits or BoxLimits(), descriptors, module, [*map(str, extra), *arguments], nests=handed_in is not None)
        try:
            self._process = subprocess.Popen(
                command,
                stdin=self._far[0],
                stdout=self._far[1],
                stderr=self._far[2],
                pass_fds=(*descriptors.all(), *extra),
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                cwd="/",
            )
        except BaseException:
            os.close(status)
            raise
        finally:
            for descriptor in descriptors.all():
                os.close(descriptor)
            self._close_far_ends()
        self._listen_to_own(status, self._take_status)

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
        init = self.init
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        # The init of a box is gone last: the kernel lets it go when everything that was in the box is.
        while init is not None and is_alive(init) and time.monotonic() < deadline:
            _kill(init)
            self.pump(0.005)
        if init is not None:
            with suppress(ChildProcessError):  # reaped by somebody else
                os.waitpid(init, os.WNOHANG)

    def _take_status(self, data: bytes) -> None:
        self._status = (self._status + data)[:LONGEST_STATUS]


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


def _kill(process: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, signal.SIGKILL)
