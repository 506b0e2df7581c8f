"""Hostile scenes get nothing, are told why, and leave nothing behind."""

import subprocess
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import ALL, Attack
from support import job, outcome_of, render, scene, start_engine

BOXES_AHEAD = 2
LIMITS = {"wall_seconds": 30, "cpu_seconds": 30, "video_seconds": 20}


class Pool:
    """Boxes that start while the one before them is at work."""

    def __init__(self) -> None:
        self._waiting: deque[subprocess.Popen[str]] = deque()

    def take(self) -> subprocess.Popen[str]:
        while len(self._waiting) <= BOXES_AHEAD:
            self._waiting.append(start_engine(env={"APP_SECRET": "hunter2"}))
        return self._waiting.popleft()

    def close(self) -> None:
        for engine in self._waiting:
            engine.communicate("")


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool()
    yield pool
    pool.close()


@pytest.mark.parametrize("attack", ALL.values(), ids=ALL.keys())
def test_a_hostile_scene_gets_nothing_and_leaves_nothing(attack: Attack, pool: Pool, tmp_path: Path) -> None:
    engine = pool.take()
    # The pipes are closed when nothing of the box is left, whatever it started: communicate would hang on anything that stays.
    outcome = outcome_of(engine, job(attack.code, tmp_path, **{**LIMITS, **attack.limits}))
    assert outcome.exit_code == 0
    if attack.kind == "DONE":
        assert outcome.files == ["poster.jpg", "video.mp4"]
        assert outcome.video["duration_seconds"] < 1
        return
    failure = outcome.failure
    assert (failure["kind"], attack.message in failure["message"]) == (attack.kind, True), failure
    if attack.line is not None:
        assert failure["line"] == attack.line, failure
    assert outcome.files == []


def test_after_all_of_them_a_scene_renders_as_ever(tmp_path: Path) -> None:
    outcome = render(scene("self.play(Create(Square()), run_time=0.5)"), tmp_path)
    assert outcome.video["duration_seconds"] == pytest.approx(0.5, abs=0.1)
