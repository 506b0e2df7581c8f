"""How far a render is, in one line."""

import time

from engine.cli.terminal import Terminal, length_of
from engine.protocol import Progress

PHASES = {"starting": "Starting", "tex": "Formulas", "animating": "Animating", "finishing": "Finishing"}
SECONDS_BETWEEN_LINES = 10.0
WIDEST_BAR = 30
NARROWEST_BAR = 8
BLOCKS, PLAIN = "█░", "#-"


class ProgressLine:
    """Shows the newest of what it is told: any thread tells, one shows. Without a terminal there is a line every ten seconds."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._started = self._last_line = time.monotonic()
        self._progress = Progress("starting", None, 0, 0, 0.0, None)
        self._share = 0.0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def tell(self, progress: Progress) -> None:
        self._progress = progress

    def show(self) -> None:
        if self._terminal.is_live:
            self._terminal.show_status(self._line(self._terminal.width - 1))
        elif time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
            self._last_line = time.monotonic()
            self._terminal.say(self._line(200, with_bar=False))

    def _line(self, width: int, *, with_bar: bool = True) -> str:
        progress = self._progress
        facts = [length_of(self.seconds)]
        if progress.animation:
            facts = [f"animation {progress.animation}", f"{progress.frames} frames", f"{progress.seconds:.1f} s of video", *facts]
        share = self._share_of(progress)
        percent = "" if share is None else f"{share:4.0%}  "
        text = f"{percent}{', '.join(facts)}"
        head = f"{PHASES.get(progress.phase, progress.phase):9}  "
        room = min(WIDEST_BAR, width - len(head) - len(text) - 2)
        if with_bar and share is not None and room >= NARROWEST_BAR:
            done = int(share * room)
            full, empty = BLOCKS if self._terminal.can_show(BLOCKS) else PLAIN
            return f"{head}{self._terminal.style(full * done, 'green')}{self._terminal.style(empty * (room - done), 'faint')}  {text}"
        return f"{head}{text}"[:width]

    def _share_of(self, progress: Progress) -> float | None:
        """Of the video that is expected, never less than was shown before; `None` while nobody knows how long it will be."""
        if progress.phase == "finishing":
            return 1.0
        if progress.total_seconds:
            self._share = max(self._share, min(0.99, progress.seconds / progress.total_seconds))
        return self._share if progress.total_seconds else None
