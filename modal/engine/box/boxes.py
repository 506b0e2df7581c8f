"""Where boxes come from: a zygote, or, on machines where no box can be made within another, bubblewrap for each anew."""

import compileall
import threading
from collections.abc import Sequence
from pathlib import Path

import engine
from engine.box.box import Box, OnBytes
from engine.box.command import BoxLimits
from engine.box.fresh import FreshBox
from engine.box.nested import NestedBox, Zygote
from engine.box.seccomp import UnknownMachine
from engine.box.view import view_of_host

SECONDS_TO_START = 120.0
LOOKING = "engine.box.look"


class CannotStart(Exception):
    """There is no box to be had. The message says what the machine said."""


class Boxes:
    """Has a zygote ready. `start` is for any thread; the rest is for the main thread, because the zygote dies with the thread that made it."""

    def __init__(self) -> None:
        self._zygote: Zygote | None = None
        self._known = threading.Event()
        # Why each box is made anew, which takes longer; `None` where it is not.
        self.slow_because: str | None = None
        # A box can write no bytecode; without this, each would compile the engine anew.
        compileall.compile_dir(Path(engine.__file__).parent, quiet=2)
        self._raise_zygote()

    @property
    def is_ready(self) -> bool:
        return self._known.is_set()

    def start(self, module: str, outputs: Sequence[OnBytes], limits: BoxLimits | None = None) -> Box:
        """@throws CannotStart"""
        if not self._known.wait(SECONDS_TO_START):
            raise CannotStart("it said nothing")
        try:
            if self._zygote is not None:
                return NestedBox(self._zygote, module, outputs, limits)
            return FreshBox(view_of_host(with_tex=module != LOOKING), module, outputs, limits=limits)
        except (OSError, UnknownMachine) as error:
            raise CannotStart(str(error)) from error

    def fileno(self) -> int | None:
        """Becomes readable when there is something to pump; `None`: there never is."""
        return self._zygote.box.fileno() if self._zygote else None

    def pump(self, seconds: float) -> None:
        """Keeps a zygote alive that was killed, by whatever frees memory on this machine."""
        zygote = self._zygote
        if zygote is None:
            return
        zygote.box.pump(seconds)
        if zygote.is_ready and zygote.box.exit_code is None:
            self._known.set()
        elif zygote.refusal is not None:
            was_ready = self._known.is_set()
            # First, so that nobody takes the moment without a zygote for a machine that can have none.
            self._known.clear()
            self._zygote = None
            zygote.close()
            if was_ready:
                self._raise_zygote()
            else:
                self._do_without(zygote.refusal or "")

    def close(self) -> None:
        if self._zygote:
            self._zygote.close()

    def _raise_zygote(self) -> None:
        try:
            self._zygote = Zygote()
        except (OSError, UnknownMachine) as error:
            self._do_without(str(error))

    def _do_without(self, reason: str) -> None:
        self.slow_because = reason
        self._known.set()
