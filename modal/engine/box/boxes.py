"""Where boxes come from: a zygote, or, on machines where no box can be made within another, bubblewrap for each anew."""

import compileall
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import engine
from engine.box.box import Box, OnBytes
from engine.box.command import BoxLimits
from engine.box.fresh import FreshBox
from engine.box.kept import KeptZygote
from engine.box.nested import NestedBox, Zygote
from engine.box.ready import ready
from engine.box.seccomp import UnknownMachine
from engine.box.spare import OUTPUTS, SCENE, Spare
from engine.box.view import view_of_host
from engine.box.zygote import MODULES, SCENES

SECONDS_TO_START = 120.0
# Nobody who calls a render off waits longer for a zygote.
SECONDS_BETWEEN_LOOKS = 0.05
LOOKING = "engine.box.look"
NO_ANSWER = (BlockingIOError, BrokenPipeError, ConnectionResetError)


class CannotStart(Exception):
    """There is no box to be had. The message says what the machine said."""


class Boxes:
    """Has zygotes ready, and where boxes are asked for again and again, one for the next scene. `start` is for any thread, the rest for the main thread."""

    def __init__(self, *, keeps_spare: bool = False) -> None:
        # A box can write no bytecode; without this, each would compile the engine anew.
        compileall.compile_dir(Path(engine.__file__).parent, quiet=2)
        self._is_closing = False
        self._kept = {kind: KeptZygote(kind) for kind in MODULES}
        self._keeps_spare = keeps_spare
        self._spare: Spare | None = None
        self._handling = threading.Lock()

    @property
    def is_ready(self) -> bool:
        spare = self._spare
        return all(kept.known.is_set() for kept in self._kept.values()) and (spare is None or spare.has_begun)

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
        while True:
            # It may be about to be raised anew.
            while not kept.known.wait(SECONDS_BETWEEN_LOOKS) or ((zygote := kept.zygote) is None and kept.refusal is None):
                self._go_on_waiting(deadline, is_called_off)
            try:
                if zygote is None:
                    return FreshBox(view_of_host(with_tex=module != LOOKING), module, outputs, limits=limits)
                if module == SCENE and limits is None and len(outputs) == OUTPUTS and (box := self._take_spare(zygote, outputs)) is not None:
                    return box
                return NestedBox(zygote, module, outputs, limits)
            except (OSError, UnknownMachine) as error:
                # It was asked for more than it came to, or is gone, as the main thread has seen or is about to see.
                if zygote is None or not (isinstance(error, NO_ANSWER) or kept.zygote is not zygote):
                    raise CannotStart(str(error)) from error
            self._go_on_waiting(deadline, is_called_off)
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def descriptors(self) -> list[int]:
        """One of them becomes readable when there is something to pump."""
        found = [kept.zygote.box.fileno() for kept in self._kept.values() if kept.zygote is not None]
        with self._handling:
            if self._spare is not None and not self._spare.has_begun:
                found.append(self._spare.fileno())
        return found

    def pump(self, seconds: float) -> None:
        """Keeps zygotes alive that were killed, by whatever frees memory on this machine. Waits at most that long for something to do."""
        ready(self.descriptors(), seconds)
        for kept in self._kept.values():
            kept.pump()
        if self._keeps_spare:
            self._pump_spare(self._kept[SCENES].zygote)

    def give_up(self) -> None:
        """Whoever waits for a box gets none."""
        self._is_closing = True

    def close(self) -> None:
        spare = self._pop_spare()
        if spare is not None:
            spare.close()
        for kept in self._kept.values():
            kept.close()

    def _go_on_waiting(self, deadline: float, is_called_off: Callable[[], bool]) -> None:
        """@throws CannotStart"""
        if is_called_off() or self._is_closing:
            raise CannotStart("it was called off")
        if time.monotonic() > deadline:
            raise CannotStart("it said nothing")

    def _pump_spare(self, zygote: Zygote | None) -> None:
        with self._handling, suppress(OSError):  # a zygote is gone, as the next look will show
            if self._spare is not None and not self._spare.has_begun:
                self._spare.pump()
            elif self._spare is None and zygote is not None and zygote.is_ready:
                self._spare = Spare(zygote)

    def _take_spare(self, zygote: Zygote, outputs: Sequence[OnBytes]) -> Box | None:
        spare = self._pop_spare()
        if spare is None:
            return None
        if spare.zygote is not zygote:
            spare.close()
            return None
        return spare.take(outputs)

    def _pop_spare(self) -> Spare | None:
        """Of all who want it one gets it."""
        with self._handling:
            spare, self._spare = self._spare, None
        return spare
