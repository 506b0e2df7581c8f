"""Hostile scenes get nothing, are told why, and leave nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import ALL, Attack
from support import Engine, job, scene

LIMITS = {"wall_seconds": 30, "cpu_seconds": 30, "video_seconds": 20}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = Engine(env={"APP_SECRET": "hunter2"})
    yield engine
    assert engine.close() == 0


@pytest.mark.parametrize("attack", ALL.values(), ids=ALL.keys())
def test_a_hostile_scene_gets_nothing_and_leaves_nothing(attack: Attack, engine: Engine, tmp_path: Path) -> None:
    outcome = engine.render(job(attack.code, tmp_path, **{**LIMITS, **attack.limits}))
    assert engine.processes() == engine.at_rest
    if attack.kind == "DONE":
        assert outcome.files == ["poster.jpg", "video.mp4"]
        assert outcome.video["duration_seconds"] < 1
        return
    failure = outcome.failure
    assert (failure["kind"], attack.message in failure["message"]) == (attack.kind, True), failure
    if attack.line is not None:
        assert failure["line"] == attack.line, failure
    assert outcome.files == []


def test_after_all_of_them_the_same_engine_renders_a_scene_as_ever(engine: Engine, tmp_path: Path) -> None:
    outcome = engine.render(job(scene("self.play(Create(Square()), run_time=0.5)"), tmp_path))
    assert outcome.video["duration_seconds"] == pytest.approx(0.5, abs=0.1)
