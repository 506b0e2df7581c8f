"""A box for a scene that was forked ahead of its job, and has nothing to do but to wait for it."""

from collections.abc import Sequence

from engine.box.box import Box, OnBytes
from engine.box.nested import NestedBox, Zygote

SCENE = "engine.box.inside"
# Events, video, poster, captions, and what is asked of whoever sets formulas.
OUTPUTS = 5


class Spare:
    """Whoever makes one pumps it until it has begun, and then either takes it or closes it."""

    def __init__(self, zygote: Zygote) -> None:
        """@throws OSError"""
        self.zygote = zygote
        self._outputs: Sequence[OnBytes] | None = None
        self._early: list[tuple[int, bytes]] = []
        self._box = NestedBox(zygote, SCENE, [lambda data, number=number: self._pass_on(number, data) for number in range(OUTPUTS)])

    @property
    def has_begun(self) -> bool:
        """Whether it has said that it is ready, or has ended: it needs nobody any more until it has a job."""
        return bool(self._early) or self._box.exit_code is not None

    def fileno(self) -> int:
        """Becomes readable when there is something to pump."""
        return self._box.fileno()

    def pump(self) -> None:
        try:
            self._box.pump(0)
        except OSError:  # there is no descriptor left for a handle on it, and what it said is not said again
            self._box.kill()

    def take(self, outputs: Sequence[OnBytes]) -> Box | None:
        """The box, for which `outputs` are as if it were made now; `None` where something has ended it. Only once."""
        self.pump()
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
