"""What the text of a scene tells of its animations before it runs."""

import pytest
from engine.forecast import forecast_animations

HEAD = "class S(Scene):\n    def construct(self):\n"


def count(*lines: str, rest: str = "") -> int | None:
    return forecast_animations(HEAD + "\n".join("        " + line for line in lines) + "\n" + rest, ["S"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["self.play(Create(a))", "self.wait()", "self.pause(2)"], 3),
        (["for i in range(4):", "    self.play(Create(a))", "    self.wait()"], 8),
        (["for i in range(2, 10, 3):", "    self.wait()"], 3),
        (["for a, b in zip([1, 2, 3], 'xy'):", "    self.wait()"], 2),
        (["words = ['a', 'b', 'c']", "for index, word in enumerate(words):", "    self.wait()"], 3),
        (["dots = VGroup(*[Dot() for _ in range(5)], Square())", "for dot in dots:", "    self.play(FadeIn(dot))"], 6),
        (["a, b = 'xyz', [1]", "for c in a:", "    self.wait()"], 3),
        (["if long:", "    self.wait()", "    self.wait()", "else:", "    self.wait()"], 2),
        (["while True:", "    pass", "self.wait()"], 1),
        (["def later():", "    self.wait()", "self.wait()"], 1),
        (["self.add(Square())"], None),
    ],
)
def test_counts_play_and_wait_calls_and_how_often_loops_repeat_them(lines: list[str], expected: int | None) -> None:
    assert count(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["for x in something():", "    self.wait()"],
        ["while True:", "    self.wait()"],
        ["x = [x for x in x]", "for y in x:", "    self.wait()"],
        ["self.construct()"],
        ["for i in range(n):", "    self.wait()"],
    ],
)
def test_makes_no_forecast_where_the_text_does_not_show_how_often_something_happens(lines: list[str]) -> None:
    assert count(*lines) is None


def test_follows_calls_of_methods_and_functions_with_what_they_are_handed() -> None:
    rest = """
    def show(self, things):
        for thing in things:
            self.play(FadeIn(thing))

def finale(scene):
    scene.wait()
"""
    assert count("self.show([1, 2, 3])", "self.show('ab')", "finale(self)", rest=rest) == 6


def test_finds_the_construct_of_a_base_and_adds_up_several_scenes() -> None:
    code = HEAD + "        self.wait()\n\nclass T(S):\n    pass\n"
    assert forecast_animations(code, ["T", "S"]) == 2


@pytest.mark.parametrize(
    "code",
    [
        "",
        "class (",
        "\0",
        "(" * 100_000,
        *(f"class S:\n def construct(self):\n  for i in range({how_often}): self.wait()" for how_often in ("9" * 20, "1, 2, 3, 4", "'a'")),
    ],
)
def test_survives_any_text(code: str) -> None:
    assert forecast_animations(code, ["S"]) is None
