"""The engine draws what stock Manim draws, to the last bit, and its videos are as good. The whole proof is `python -m engine.tools.proof`."""

from pathlib import Path

import pytest

from engine.tools.proof import prove

CORPUS = Path(__file__).parent / "corpus"
# One of each kind that the engine draws, converts or sets in a way of its own.
QUICK = ("tex_formula", "three_d_solids", "redraw_tracker", "moving_camera", "images", "long_hold", "camera_rows", "random_walk", "chained_scenes")


@pytest.mark.parametrize("name", QUICK)
def test_each_frame_is_stock_manims_and_the_video_is_as_good(name: str, tmp_path: Path) -> None:
    verdict = prove(CORPUS / f"{name}.py", "LOW", tmp_path)
    assert verdict.holds, str(verdict)


def test_the_corpus_has_at_least_forty_scenes_and_the_quick_ones_are_among_them() -> None:
    names = {path.stem for path in CORPUS.glob("*.py")}
    assert len(names) >= 40
    assert names.issuperset(QUICK)
