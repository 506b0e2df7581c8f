"""The engine draws what stock Manim draws, to the last bit, and its videos are as good. The whole proof is `npm run test:corpus`."""

from functools import partial
from pathlib import Path

import pytest

from engine.tools.children import for_each
from engine.tools.documentation import Comparison, compare
from engine.tools.examples import Example, installed_examples, page_examples
from engine.tools.proof import prove

CORPUS = Path(__file__).parent / "corpus"
# One of each kind that the engine draws, converts or sets in a way of its own: these whole, pictures and bytes too.
QUICK = ("three_d_solids", "redraw_tracker", "moving_camera", "images", "long_hold", "chained_scenes")
TWO_SECONDS = 30


@pytest.mark.parametrize("name", QUICK)
def test_each_frame_is_stock_manims_and_the_video_is_as_good(name: str, tmp_path: Path) -> None:
    verdict = prove(CORPUS / f"{name}.py", "LOW", tmp_path)
    assert verdict.holds, str(verdict)


def test_the_first_two_seconds_of_every_scene_of_the_corpus_are_stock_manims() -> None:
    scenes = [Example(path.stem, path.read_text()) for path in sorted(CORPUS.glob("*.py")) if path.stem not in QUICK]
    compared: list[Comparison] = list(for_each(partial(compare, quality="LOW", limit=TWO_SECONDS), scenes, 2))
    assert [str(comparison) for comparison in compared if not comparison.holds or comparison.stock is not None] == []
    assert all(comparison.frames > 0 for comparison in compared)


def test_the_corpus_has_at_least_forty_scenes_and_the_quick_ones_are_among_them() -> None:
    names = {path.stem for path in CORPUS.glob("*.py")}
    assert len(names) >= 40
    assert names.issuperset(QUICK)


def test_every_example_of_manims_documentation_is_found_and_can_be_compiled() -> None:
    examples = installed_examples()
    assert len(examples) > 350
    assert len({example.name for example in examples}) == len(examples)
    for example in examples:
        compile(example.code, example.name, "exec")


def test_examples_of_a_page_are_read_without_options_and_prompts(tmp_path: Path) -> None:
    page = tmp_path / "page.rst"
    page.write_text(
        "Text.\n\n.. manim:: One\n    :save_last_frame:\n    :ref_classes: Dot\n\n    class One(Scene):\n        def construct(self):\n            self.wait()\n\n"
        "More.\n\n.. manim:: Two\n\n    >>> class Two(Scene):\n    ...     pass\n    output\n\n.. manim:: Three\n"
    )
    one, two = page_examples(page)
    assert one == Example("page.One", "from manim import *\nclass One(Scene):\n    def construct(self):\n        self.wait()\n")
    assert two == Example("page.Two", "from manim import *\nclass Two(Scene):\n    pass\n")
