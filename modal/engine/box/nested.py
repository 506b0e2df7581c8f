"""Boxes that a zygote forks: there in some hundredths of a second, because Manim is imported already."""

import json
import os
import selectors
import signal
import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict

from engine.box.box import Box, OnBytes
from engine.box.command import BoxLimits
from engine.box.first_process import GO, STARTED
from engine.box.fresh import FreshBox
from engine.box.ready import ready
from engine.box.view import view_of_host

LONGEST_MESSAGE = 256
LONGEST_ANSWER = 4096
# A zygote that dies takes its boxes along, and is seen to be dead a little later.
SECONDS_TO_NOTICE = 0.2
# What is killed while it is being forked is seen to its end, but for a zygote that has no time for it.
SECONDS_TO_BEGIN = 0.5
CREDENTIALS = struct.Struct("=iII")  # struct ucred of linux/socket.h: process, user, group


class Zygote:
    """The box that others are forked in. It has to be made and pumped by the main thread; anyone may ask it for boxes."""

    def __init__(self, kind: str) -> None:
        """`kind` is one of engine.box.zygote's. @throws OSError, UnknownMachine"""
        self._answer = b""
        self._control, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # Of a zygote that is held up nobody waits for anything but boxes.
        self._control.setblocking(False)
        try:
            self.box = FreshBox(
                view_of_host(with_tex=True), "engine.box.zygote", [self._take_answer], handed_in=far.fileno(), arguments=[kind]
            )
        except BaseException:
            self._control.close()
            raise
        finally:
            far.close()

    @property
    def is_ready(self) -> bool:
        return self._answer.startswith(b"null")

    @property
    def refusal(self) -> str | None:
        """Why it can make no boxes; `None` while nobody knows better."""
        if self._answer.endswith(b"\n") and not self.is_ready:
            return str(json.loads(self._answer))
        return self.box.log.decode(errors="replace").strip()[-300:] or "it ended without a word" if self.box.exit_code is not None else None

    def ask(self, module: str, limits: BoxLimits, descriptors: list[int]) -> None:
        """@throws OSError when it is gone, or has hundreds of requests that it has not come to."""
        socket.send_fds(self._control, [json.dumps({"module": module, "limits": asdict(limits)}).encode()], descriptors)

    def is_gone(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        deadline = time.monotonic() + seconds
        while self.box.exit_code is None and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.box.exit_code is not None

    def close(self) -> None:
        self._control.close()
        self.box.close()

    def _take_answer(self, data: bytes) -> None:
        self._answer = (self._answer + data)[:LONGEST_ANSWER]


class NestedBox(Box):
    """One that a zygote makes. The kernel says which process is its first; nothing runs in it before we hold that process."""

    def __init__(self, zygote: Zygote, module: str, outputs: Sequence[OnBytes], limits: BoxLimits | None = None) -> None:
        """@throws OSError"""
        super().__init__(outputs)
        self._zygote = zygote
        self._init: int | None = None
        self._handle: int | None = None
        self._is_killed = False
        self._holding = threading.Lock()
        self._exit_code: int | None = None
        with ExitStack() as undo:
            undo.callback(self._let_go)
            self._status, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            undo.callback(self._end_of_status)
            with far:
                self._status.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                self._status.setblocking(False)
                self._selector.register(self._status, selectors.EVENT_READ, self._take_status)
                zygote.ask(module, limits or BoxLimits(), [far.fileno(), *self._far])
            undo.pop_all()
        self._close_far_ends()

    @property
    def exit_code(self) -> int | None:
        # What is killed before anything has begun in it never begins.
        never_begins = self._is_killed and self._handle is None
        return -signal.SIGKILL if never_begins and self._exit_code is None else self._exit_code

    @property
    def init(self) -> int | None:
        return self._init

    @property
    def was_taken_away(self) -> bool:
        return self._exit_code == -signal.SIGKILL and self._zygote.is_gone(SECONDS_TO_NOTICE)

    def kill(self) -> None:
        with self._holding:
            self._is_killed = True
            if self._handle is not None:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def close(self) -> None:
        super().close()
        with self._holding:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def _await_death(self, deadline: float) -> None:
        self.kill()
        begins_until = min(deadline, time.monotonic() + SECONDS_TO_BEGIN)
        while self._handle is None and self._status.fileno() >= 0 and time.monotonic() < begins_until:
            self.pump(0.002)
        handle = self._handle
        # Without a handle nothing has begun, and nothing will: its first process waits for a word that does not come, and nobody has written anything.
        for descriptor in self._own & self._selector.get_map().keys() if handle is None else ():
            self._forget(descriptor)
        while handle is not None and not ready([handle]) and time.monotonic() < deadline:
            self.pump(0.002)
        self._take_status()
        self._end_of_status()

    def _take_status(self) -> None:
        while self._status.fileno() >= 0:
            try:
                message, ancillary, _, _ = self._status.recvmsg(LONGEST_MESSAGE, socket.CMSG_SPACE(CREDENTIALS.size))
            except BlockingIOError:
                return
            except ConnectionError:
                message, ancillary = b"", []
            if message == STARTED and self._handle is None:
                self._hold(ancillary)
            elif message and self._handle is not None:
                code, seconds = message.split()
                self._exit_code, self.processor_seconds = int(code), float(seconds)
            else:
                self._end_of_status()

    def _hold(self, ancillary: list[tuple[int, int, bytes]]) -> None:
        """Until it is told to go on, the process waits: its number is its own."""
        process = CREDENTIALS.unpack(ancillary[0][2])[0]
        with self._holding, suppress(ProcessLookupError, BrokenPipeError, ConnectionResetError):  # gone already, as the status is about to say
            self._handle, self._init = os.pidfd_open(process), process
            if self._is_killed:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            else:
                self._status.send(GO)

    def _end_of_status(self) -> None:
        if self._exit_code is None:
            self._exit_code = -signal.SIGKILL
        if self._status.fileno() >= 0:
            with suppress(KeyError):
                self._selector.unregister(self._status)
            self._status.close()
