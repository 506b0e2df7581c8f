"""What a render says when there is no video: one failure that explains itself."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from support import render, scene


@dataclass(frozen=True)
class Case:
    code: str
    kind: str
    message: str
    line: int | None
    exception: str | None = None
    hint: str | None = None


CASES = {
    "code that cannot be compiled": Case(
        "from manim import *\n\nclass Shown(Scene):\n    def construct(self:\n        pass\n",
        "SYNTAX_ERROR",
        "'(' was never closed",
        4,
        "SyntaxError",
        "cut off",
    ),
    "code inside a Markdown fence": Case("```python\nfrom manim import *\n```", "SYNTAX_ERROR", "invalid syntax", 1, "SyntaxError", "Markdown"),
    "code with a NUL character": Case("a = 1\0", "SYNTAX_ERROR", "null bytes", 1),
    "code without a scene": Case("from manim import *\nsquare = Square()\n", "NO_SCENE", "no class that extends Scene", None, hint="construct"),
    "a scene without a construct method": Case(
        "from manim import *\nclass Shown(Scene):\n    def draw(self): pass\n", "NO_SCENE", "Shown has no construct", None
    ),
    "a construct without self": Case(
        "from manim import *\nclass Shown(Scene):\n    def construct():\n        self.wait()\n", "NO_SCENE", "Manim hands it the scene", 3, None, "construct(self)"
    ),
    "an __init__ that does not call Manim's": Case(
        "from manim import *\nclass Shown(Scene):\n    def __init__(self): self.side = 2\n    def construct(self): self.wait()\n",
        "NO_SCENE",
        "does not call super().__init__()",
        3,
        None,
        "super().__init__()",
    ),
    "an error in a line of data without end": Case(scene(f"x = [{'1, ' * 500_000}]; y"), "SCENE_ERROR", "name 'y' is not defined", 5, "NameError"),
    "an unknown name": Case(
        scene("a = 1\nself.play(ShowCreation(Circle()))"), "SCENE_ERROR", "name 'ShowCreation' is not defined", 6, "NameError", "Use Create"
    ),
    "an error far from construct": Case(
        scene("dot = Dot()\ndot.add_updater(lambda dot, dt: dot.jump())\nself.add(dot)\nself.wait(1)"),
        "SCENE_ERROR",
        "no attribute 'jump'",
        6,
        "AttributeError",
    ),
    "what is no mobject, in Manim's own words": Case(
        scene("self.add('x')"), "SCENE_ERROR", "'str' object has no attribute '_iter_family'", 5, "AttributeError"
    ),
    "wrong arguments, of a method that is the engine's": Case(
        scene("Circle().get_family(1, 2)"),
        "SCENE_ERROR",
        "Mobject.get_family() takes from 1 to 2 positional arguments but 3 were given",
        5,
        "TypeError",
    ),
    "wrong arguments, of a class that is the engine's": Case(
        scene("self.renderer.update_frame()"),
        "SCENE_ERROR",
        "CairoRenderer.update_frame() missing 1 required positional argument: 'scene'",
        5,
        "TypeError",
    ),
    "a scene that goes on after an animation failed": Case(
        scene("try:\n    self.play(Transform(Dot(), 3))\nexcept AttributeError:\n    self.wait(1)"),
        "SCENE_ERROR",
        "Cannot open a video segment while another segment is still open.",
        8,
        "RuntimeError",
        "take self.play out of the try",
    ),
    "a scene that ends after an animation failed": Case(
        scene("self.wait(0.2)\ntry:\n    self.play(Transform(Dot(), 3))\nexcept AttributeError:\n    pass"),
        "SCENE_ERROR",
        "No such file or directory: '<none>'",
        None,
        "FileNotFoundError",
        "take self.play out of the try",
    ),
    "a scene of which the only animation failed": Case(
        scene("try:\n    self.play(Transform(Dot(), 3))\nexcept AttributeError:\n    pass"),
        "SCENE_ERROR",
        "No such file or directory: '<none>'",
        None,
        "FileNotFoundError",
        "take self.play out of the try",
    ),
    "an error at the top level, lines ended the Windows way": Case(
        "from manim import *\r\n\r\n1 / 0\r\n", "SCENE_ERROR", "division by zero", 3, "ZeroDivisionError"
    ),
    "endless recursion": Case(scene("def again():\n    again()\nagain()"), "SCENE_ERROR", "calls itself without end", 6, "RecursionError"),
    "sys.exit(0)": Case(scene("import sys\nself.wait(0.2)\nsys.exit(0)"), "SCENE_ERROR", "ended the program", 7, "SystemExit", "Remove exit()"),
    "KeyboardInterrupt": Case(scene("raise KeyboardInterrupt"), "SCENE_ERROR", "ended the program", 5, "KeyboardInterrupt"),
    "an exception that cannot say what it is": Case(
        scene("class Odd(BaseException):\n    def __str__(self): raise ValueError\nraise Odd"),
        "SCENE_ERROR",
        "Odd",
        7,
        "Odd",
    ),
    "an image that is not there": Case(scene("ImageMobject('cat.png')"), "SCENE_ERROR", "There is no file cat.png.", 5, "OSError", "in the code"),
    "a drawing that is not there": Case(scene("SVGMobject('cat.svg')"), "SCENE_ERROR", "There is no file cat.svg.", 5, "OSError", "in the code"),
    "a sound that is not there": Case(scene("self.add_sound('meow.wav')"), "SCENE_ERROR", "There is no file meow.wav.", 5, "OSError", "in the code"),
    "a package that is not there": Case("import pandas\n", "SCENE_ERROR", "No module named 'pandas'", 1, "ModuleNotFoundError", "networkx"),
    "a question to nobody": Case(scene("input('Name? ')"), "SCENE_ERROR", "EOF", 5, "EOFError", "input()"),
    "the network": Case(
        scene("import socket\nsocket.create_connection(('127.0.0.1', 9))"), "FORBIDDEN", "Scenes have no network.", 6, None, "no network"
    ),
    "the network through a library": Case(
        scene("from urllib.request import urlopen\nurlopen('http://127.0.0.1:9/')"),
        "FORBIDDEN",
        "Scenes have no network.",
        6,
        "URLError",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_failure_names_its_kind_cause_and_line(case: Case, tmp_path: Path) -> None:
    outcome = render(case.code, tmp_path)
    failure = outcome.failure
    assert (failure["kind"], failure["line"]) == (case.kind, case.line), failure
    assert case.message in failure["message"]
    if case.exception:
        assert failure["exception"] == case.exception
    if case.hint:
        assert case.hint in failure["hint"]
    if case.line:
        lines = case.code.splitlines()
        marked = [row for row in failure["excerpt"].splitlines() if row.startswith(">")]
        # Of a line without end the beginning is shown.
        assert [row.removesuffix(" …") for row in marked] == [f"> {case.line} | {lines[case.line - 1].replace(chr(0), '')}"[: len(marked[0].removesuffix(" …"))]]
        # What is not in the traceback is what Manim never came to call, and text that is none.
        assert case.kind == "NO_SCENE" or case.exception is None or f"line {case.line}" in failure["traceback"]
    assert [event["type"] for event in outcome.events].count("failed") == 1
    assert outcome.files == []


def test_a_traceback_has_the_users_frames_only_and_no_path_of_this_machine(tmp_path: Path) -> None:
    code = scene("try:\n    self.play(Wrong())\nexcept NameError as error:\n    raise ValueError(f'no file {__file__}') from error")
    failure = render(code, tmp_path).failure
    assert failure["message"] == "no file scene.py"
    assert failure["traceback"].splitlines() == [
        "Traceback (most recent call last):",
        '  File "scene.py", line 6, in construct',
        "    self.play(Wrong())",
        "              ^^^^^",
        "NameError: name 'Wrong' is not defined",
        "",
        "The above exception was the direct cause of the following exception:",
        "",
        "Traceback (most recent call last):",
        '  File "scene.py", line 8, in construct',
        "    raise ValueError(f'no file {__file__}') from error",
        "ValueError: no file scene.py",
    ]
    assert failure["excerpt"].splitlines() == [
        "  6 |     self.play(Wrong())".replace("|     ", "|             "),
        "  7 |         except NameError as error:",
        "> 8 |             raise ValueError(f'no file {__file__}') from error",
        "  9 |",
    ]


def test_a_render_without_a_directory_to_work_in_is_not_the_codes_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    failure = render(scene("self.wait(0.2)"), tmp_path / "file" / "below").failure
    assert failure["kind"] == "UNAVAILABLE"
    assert "no directory to work in" in failure["message"]
