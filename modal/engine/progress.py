"""How far a render is, told often enough to be live and not more."""

import time
from collections.abc import Callable

from engine.protocol import Progress

SECONDS_BETWEEN = 0.1


class ProgressReporter:
    """Counts what was made and sends it, at most ten times a second in each phase: a scene may go back and forth between TeX and drawing."""

    def __init__(self, send: Callable[[Progress], None]) -> None:
        self._send = send
        self._last_sent: dict[str, float] = {}
        self.phase = "starting"
        self.scene: str | None = None
        self.animation = 0
        self.frames = 0
        self.seconds = 0.0
        self.total_seconds: float | None = None
        self._expected: int | None = None

    def expect(self, animations: int | None) -> None:
        """As many animations are expected in all; `None`: nobody knows."""
        self._expected = animations

    def begin_animation(self, seconds: float) -> None:
        """An animation of that length begins. Those still to come are taken to be as long as those so far, on average."""
        self.animation += 1
        if self._expected is not None:
            end = self.seconds + seconds
            self.total_seconds = end * max(1.0, self._expected / self.animation)
        self.tell()

    def enter(self, phase: str) -> str:
        """Goes to another phase and returns the one it was in."""
        before, self.phase = self.phase, phase
        self.tell()
        return before

    def tell(self, *, at_once: bool = False) -> None:
        now = time.monotonic()
        if not at_once and now - self._last_sent.get(self.phase, float("-inf")) < SECONDS_BETWEEN:
            return
        self._last_sent[self.phase] = now
        total = None if self.total_seconds is None else round(self.total_seconds, 3)
        self._send(Progress(self.phase, self.scene, self.animation, self.frames, round(self.seconds, 3), total))
