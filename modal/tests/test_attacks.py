"""Hostile scenes get nothing, are told why, and leave nothing behind."""

import re
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
    assert engine.comes_to_rest()
    # In the cache there are whole entries, each of its formula's name, and nothing else.
    assert [path.name for path in Path(engine.formulas.name).rglob("*") if path.is_file() and not re.fullmatch("[0-9a-f]{64}", path.name)] == []
    if attack.kind == "DONE":
        assert outcome.files == ["poster.jpg", "video.mp4"]
        assert outcome.video["duration_seconds"] < 1
        return
    failure = outcome.failure
    assert (failure["kind"], attack.message in failure["message"]) == (attack.kind, True), failure
    if attack.line is not None:
        assert failure["line"] == attack.line, failure
    assert outcome.files == []


def test_what_one_scene_leaves_the_next_does_not_find(engine: Engine, tmp_path: Path) -> None:
    leaves, finds = (job(ALL[f"zygote: {name}"].code, tmp_path) for name in ("all that a next one could find", "what one before it left"))
    assert engine.render(leaves).video
    assert engine.render(finds).failure["message"].endswith("got []")


def test_after_all_of_them_the_same_engine_renders_a_scene_as_ever(engine: Engine, tmp_path: Path) -> None:
    outcome = engine.render(job(scene("self.play(Create(Square()), run_time=0.5)"), tmp_path))
    assert outcome.video["duration_seconds"] == pytest.approx(0.5, abs=0.1)
