"""One job rendered as the service renders it: the box is tried first, the scene runs in it, and what comes out is looked at in another."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from engine.box.boxes import Boxes
from engine.box.check import check_in
from engine.box.formula_cache import FormulaCache
from engine.box.session import Cancelled, Session
from engine.cli.stop import Stop
from engine.protocol import Done, Failed, Job, Progress

SECONDS_BETWEEN_LOOKS = 0.1
SECONDS_TO_STOP = 20.0


class NoBox(Exception):
    """Nothing is rendered here. The message says why and what to do."""


class BoxedRender:
    """`run` belongs to the main thread, with which the boxes end; a thread of its own watches the render."""

    def __init__(self, job: Job, formulas: Path | None, tell: Callable[[Progress], None]) -> None:
        self.log = b""
        self._job = job
        self._boxes = Boxes()
        self._session = Session(self._boxes, tell, FormulaCache(formulas) if formulas else None)
        self._outcome: Done | Failed | BaseException | None = None

    def run(self, stop: Stop, look: Callable[[], None]) -> Done | Failed:
        """Calls `look` ten times a second. Returns when nothing of the render is left but its files. @throws NoBox, Cancelled"""
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            while watcher.is_alive() and not stop.is_asked:
                look()
                self._boxes.pump(SECONDS_BETWEEN_LOOKS)
        finally:
            self._boxes.give_up()
            self._session.cancel()
            deadline = time.monotonic() + SECONDS_TO_STOP
            while watcher.is_alive() and time.monotonic() < deadline:
                self._boxes.pump(0.01)
                watcher.join(0.01)
            self._boxes.close()
            self.log = self._session.log
        # A terminal sends Ctrl-C to the boxes as well: how that looked to whoever watched them does not matter.
        if self._outcome is None or (stop.is_asked and not isinstance(self._outcome, Done)):
            raise Cancelled
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome

    def _watch(self) -> None:
        try:
            broken = [promise for promise in check_in(self._boxes) if not promise["holds"]]
            if broken:
                raise NoBox(_refusal(broken))
            self._outcome = self._session.run(self._job)
        except BaseException as error:  # it belongs to the main thread
            self._outcome = error


def _refusal(broken: list[dict[str, object]]) -> str:
    """In the words of the service (src/rendering/box.ts)."""
    reasons = [f"“{promise['promise']}” does not hold: {promise['found']}" for promise in broken]
    remedies = dict.fromkeys(str(promise["remedy"]) for promise in broken)
    return "\n".join(["Scenes are not rendered without the box that keeps their code from this machine.", *reasons, *remedies])
