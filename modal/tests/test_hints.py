"""Each hint answers a message that Manim, Python or TeX really gives."""

from pathlib import Path

import pytest
from engine.failures import describe
from engine.hints import HINTS
from engine.old_names import SUCCESSORS
from engine.progress import ProgressReporter
from engine.scenes import find_scenes
from engine.source import Source
from engine.tex import TexShop
from manim import tempconfig

import manim

# Lines of a construct method, and a word of the hint that they are to get.
LINES = {
    "import manimlib": "ManimGL",
    "import manim.imports": "no such module",
    "from manim import ShowCreation": "Use Create",
    "manim.TexMobject": "Use MathTex",
    "import torch": "no package torch",
    "from sklearn.cluster import KMeans": "no package sklearn",
    "import matplotlib.pyplot as plt": "Axes(…).plot",
    "from manim_voiceover import VoiceoverScene": "subcaption",
    "self.play(ShowCreation(Circle()))": "Use Create",
    "TextMobject('a')": "Use Tex",
    "TexText('a')": "Use Tex",
    "self.play(FadeInFromDown(Circle()))": "shift=UP",
    "self.play(FadeOutAndShift(Circle(), UP))": "shift=",
    "self.play(ShowCreationThenFadeAround(Circle()))": "Circumscribe",
    "GraphScene": "Axes",
    "InteractiveScene": "Use Scene",
    "ParametricSurface(lambda u, v: [u, v, 0])": "Use Surface",
    "Circle(color=CYAN)": "#00FFFF",
    "Sqare()": "Did you mean Square?",
    "Circle().animte.shift(UP)": "Did you mean animate?",
    "play(Create(Circle()))": "self.play(…)",
    "Circle(color=LIGHT_BLUE)": "BLUE_A",
    "Axes().get_graph(lambda x: x, color=RED)": "axes.plot",
    "Square().next_to(Circle(), 'RIGHT')": "without quotation marks",
    "self.play(Create(Circle()), rate_func='linear')": "rate_func=linear",
    "self.play(Create(Circle()), run_time='2')": "number of seconds",
    "Write(ImageMobject(np.zeros((2, 2, 3), dtype='uint8')))": "FadeIn",
    "Text(5)": "Text(str(…))",
    "from .helpers import thing": "one file",
    "self.ply(Create(Circle()))": "Did you mean play?",
    "Square().set_color('bluish')": "Colours are names",
    "self.play(Create(Circle()), rate_func=ease_in_out)": "rate_functions",
    "Axes().get_graph(lambda x: x)": "axes.plot",
    "Axes().get_parametric_curve(lambda t: [t, t, 0])": "axes.plot_parametric_curve",
    "Brace(Circle(), DOWN).get_words('a')": "only read an attribute",
    "self.play(self.camera.frame.animate.scale(0.5))": "MovingCameraScene",
    "self.play(self.camera_frame.animate.scale(0.5))": "MovingCameraScene",
    "self.frame.scale(2)": "MovingCameraScene",
    "self.set_camera_orientation(phi=1)": "ThreeDScene",
    "Circle().fix_in_frame()": "add_fixed_in_frame_mobjects",
    "import subprocess; subprocess.run(['pip3.99', 'install', 'pandas'])": "no programs to start",
    "self.embed()": "nobody there",
    "self.interact()": "nobody there",
    "self.interactive_embed()": "nobody there",
    "c = Circle(); self.play(c.shift, UP)": "animate",
    "c = Circle(); self.play(c.shift(UP))": "animate",
    "self.play()": "at least one animation",
    "self.wait(0)": "above 0",
    "self.play(Create(Circle()), run_time=0)": "above 0",
    "self.play(Create(Circle()), run_time=-1)": "above 0",
    "OpenGLSurface(lambda u, v: [u, v, 0])": "Use Surface",
    "Code(code='a = 1')": "code_string",
    "Axes(x_min=-1, x_max=1)": "x_range",
    "self.play(FadeIn(Circle(), direction=UP))": "shift=",
    "MathTex('a', t2c={'a': RED})": "tex_to_color_map",
    "Text('a', size=3)": "font_size",
    "Circle(colour=RED)": "colour is not a parameter",
    "VGroup(ImageMobject(np.zeros((2, 2, 3), dtype='uint8')))": "Group",
    "self.add('hello')": "Text('…')",
    "Dot(point=(1, 2))": "three coordinates",
    "Line((0, 0), (1, 1))": "three coordinates",
    "Circle().move_to((1, 2))": "three coordinates",
    "Table([[1, 2], [3, 4]])": "IntegerTable",
    "MathTex('a + b').get_part_by_tex('z').set_color(RED)": "no such substring",
    "MathTex('a', '+', 'b')[0][1]": "fewer parts",
    "np.float(3)": "Python's own float",
    "SVGMobject('logo.svg')": "in the code",
    "open('data.csv')": "put the data into it",
    "raise SystemExit": "Remove exit()",
    "raise PermissionError(1, 'Operation not permitted')": "box",
    "np.zeros((10**6, 10**9))": "Fewer mobjects",
    "f = lambda: f(); f()": "call itself",
    "Tex('中')": "Text('…')",
    "Tex('a_b')": "between $ signs",
    "Tex('a & b')": "write \\&",
    "Tex('5% off')": "write \\%",
    "MathTex(r'\\nonsense')": "raw",
    "MathTex('\\frac{1}{2}')": "Write r'…'",
    "MathTex('$x$')": "leave out the $ signs",
    "MathTex('x_1_2')": "x_{1_2}",
    "MathTex(r'\\begin{align}x\\end{align}')": "by itself",
    "MathTex(r'\\usepackage{cancel}')": "into a template",
    "MathTex('a\\n\\nb')": "No empty line",
    "Tex('C#')": "write \\#",
    "Tex(r'\\input{chapter}')": "besides the code",
    "MathTex('a', tex_template=TexTemplate(preamble=r'\\usepackage{nosuchpackage}'))": "not installed on the renderer",
}
TOP_LEVEL = {
    "from manimlib import *": "ManimGL",
    "from manim_imports_ext import *": "ManimGL",
    "from manimlib.imports import *": "ManimGL",
    "```python": "Markdown",
    "Here is the scene:\n\n```python\na = 1\n```": "Markdown",
    "del BLUE\nprint(BLUE)": "from manim import *",
    "class Shown(Scene):\n    async def construct(self):\n        self.wait()": "plain `def construct",
    "class Shown(Scene):\n    def construct(self):\n        yield self.wait()": "plain `def construct",
    "class Shown(Scene):\n    def __init__(self, title): super().__init__()\n    def construct(self): self.wait()": "defaults",
    "class Shown(MovingCameraScene, ThreeDScene):\n    def construct(self): self.wait()": "one camera",
    "class Shown(Scene):\n    def construct(): self.wait()": "`def construct(self):`",
    "class Shown(Scene):\n    def construct(self): self.helper(2)\n    def helper(n): pass": "first parameter",
    "print 'a'": "Python 2",
    "%%manim -qm Shown": "notebook",
    "a = 1\\nb = 2": "escaped once too often",
    "a = “b”": "quotation marks",
    "a = 5 − 3": "only looks like",
    "def a():\n": "at least `pass`",
    "a = '\\U12'": "raw strings",
    "if True:\n  a = 1\n   b = 2": "indented alike",
    "text = 'a": "cut off",
    "dots = [1, 2": "] missing",
    "a = 1": "construct(self)",
    "class Shown(Scene):\n    self.add(Dot())": "inside a method",
}


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path) -> object:
    with tempconfig({"dry_run": True, "quality": "low_quality", "media_dir": tmp_path, "verbosity": "CRITICAL", "progress_bar": "none"}):
        yield


def hint_of(code: str, directory: Path) -> str | None:
    TexShop(ProgressReporter(lambda _event: None)).open()
    source = Source(code)
    try:
        find_scenes(source.load(directory))[0]().render()
    except BaseException as error:
        return describe(error, source, directory).hint
    raise AssertionError("this was meant to fail")


@pytest.mark.parametrize("line", LINES)
def test_a_line_gets_its_hint(line: str, tmp_path: Path) -> None:
    code = f"from manim import *\nimport manim\n\nclass Shown(Scene):\n    def construct(self):\n        {line}\n"
    assert LINES[line] in (hint_of(code, tmp_path) or "")


@pytest.mark.parametrize("code", TOP_LEVEL)
def test_code_that_does_not_get_as_far_as_a_scene_gets_its_hint(code: str, tmp_path: Path) -> None:
    before = "" if code.startswith("```") else "from manim import *\n"
    assert TOP_LEVEL[code] in (hint_of(before + code, tmp_path) or "")


def test_names_that_manim_does_have_are_not_called_old() -> None:
    assert [name for name in SUCCESSORS if hasattr(manim, name)] == []


def test_an_ordinary_mistake_gets_no_hint(tmp_path: Path) -> None:
    assert hint_of("1 / 0", tmp_path) is None
    assert hint_of("from manim import *\nclass Shown(Scene):\n    def construct(self):\n        self.audience", tmp_path) is None
    assert len(HINTS) > 40
