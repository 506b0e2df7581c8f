"""Where boxes come from: a zygote, or, on machines where no box can be made within another, bubblewrap for each anew."""

import compileall
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import engine
from engine.box.box import Box, OnBytes
from engine.box.command import BoxLimits
from engine.box.fresh import FreshBox
from engine.box.kept import KeptZygote
from engine.box.nested import NestedBox
from engine.box.ready import ready
from engine.box.seccomp import UnknownMachine
from engine.box.view import view_of_host
from engine.box.zygote import MODULES

SECONDS_TO_START = 120.0
# Nobody who calls a render off waits longer for a zygote.
SECONDS_BETWEEN_LOOKS = 0.05
LOOKING = "engine.box.look"


class CannotStart(Exception):
    """There is no box to be had. The message says what the machine said."""


class Boxes:
    """Has zygotes ready. `start` is for any thread, the rest for the main thread."""

    def __init__(self) -> None:
        # A box can write no bytecode; without this, each would compile the engine anew.
        compileall.compile_dir(Path(engine.__file__).parent, quiet=2)
        self._is_closing = False
        self._kept = {kind: KeptZygote(kind) for kind in MODULES}

    @property
    def is_ready(self) -> bool:
        return all(kept.known.is_set() for kept in self._kept.values())

    @property
    def slow_because(self) -> str | None:
        """Why each box is made anew, which takes longer; `None` where it is not."""
        return next((kept.refusal for kept in self._kept.values() if kept.refusal is not None), None)

    def start(
        self, module: str, outputs: Sequence[OnBytes], limits: BoxLimits | None = None, is_called_off: Callable[[], bool] = lambda: False
    ) -> Box:
        """@throws CannotStart, also as soon as `is_called_off`."""
        kept = next(kept for kind, kept in self._kept.items() if module in MODULES[kind])
        deadline = time.monotonic() + SECONDS_TO_START
        # It may be about to be raised anew.
        while not kept.known.wait(SECONDS_BETWEEN_LOOKS) or ((zygote := kept.zygote) is None and kept.refusal is None):
            if is_called_off() or self._is_closing:
                raise CannotStart("it was called off")
            if time.monotonic() > deadline:
                raise CannotStart("it said nothing")
        try:
            if zygote is not None:
                return NestedBox(zygote, module, outputs, limits)
            return FreshBox(view_of_host(with_tex=module != LOOKING), module, outputs, limits=limits)
        except (OSError, UnknownMachine) as error:
            raise CannotStart(str(error)) from error

    def descriptors(self) -> list[int]:
        """One of them becomes readable when there is something to pump."""
        return [kept.zygote.box.fileno() for kept in self._kept.values() if kept.zygote is not None]

    def pump(self, seconds: float) -> None:
        """Keeps zygotes alive that were killed, by whatever frees memory on this machine. Waits at most that long for something to do."""
        ready(self.descriptors(), seconds)
        for kept in self._kept.values():
            kept.pump()

    def give_up(self) -> None:
        """Whoever waits for a box gets none."""
        self._is_closing = True

    def close(self) -> None:
        for kept in self._kept.values():
            kept.close()
