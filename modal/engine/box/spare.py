"""A box for a scene that was forked ahead of its job, and has nothing to do but to wait for it."""

import time
from collections.abc import Sequence

from engine.box.box import Box, OnBytes
from engine.box.nested import NestedBox, Zygote

SCENE = "engine.box.inside"
# Events, video, poster, captions, and what is asked of whoever sets formulas.
OUTPUTS = 5
# Whoever makes one does not wait longer for it; it takes some hundredths.
SECONDS_TO_BEGIN = 1.0


class Spare:
    """Whoever makes one either takes it or closes it."""

    def __init__(self, zygote: Zygote) -> None:
        """@throws OSError"""
        self.zygote = zygote
        self._outputs: Sequence[OnBytes] | None = None
        self._early: list[tuple[int, bytes]] = []
        self._box = NestedBox(zygote, SCENE, [lambda data, number=number: self._pass_on(number, data) for number in range(OUTPUTS)])
        # Until it has said that it is ready; then it needs nobody until it has a job.
        deadline = time.monotonic() + SECONDS_TO_BEGIN
        while not self._early and self._box.exit_code is None and time.monotonic() < deadline:
            self._box.pump(SECONDS_TO_BEGIN)

    def take(self, outputs: Sequence[OnBytes]) -> Box | None:
        """The box, for which `outputs` are as if it were made now; `None` where something has ended it. Only once."""
        self._box.pump(0)
        if self._box.exit_code is not None:
            self.close()
            return None
        self._outputs = outputs
        for number, data in self._early:
            outputs[number](data)
        return self._box

    def close(self) -> None:
        self._box.close()

    def _pass_on(self, number: int, data: bytes) -> None:
        if self._outputs is None:
            self._early.append((number, data))
        else:
            self._outputs[number](data)
