"""Well-known mistakes and what to do about them. Each pattern was met in a real message of Manim 0.22, Python or TeX."""

import re

import manim

from engine.hint import Hint
from engine.hints_of_code import HINTS_OF_CODE
from engine.hints_of_latex import HINTS_OF_LATEX
from engine.old_names import method_of_scene, nearest_attribute, successor_of

AVAILABLE = "manim, numpy, scipy, sympy, networkx, PIL and Python's standard library"

# What Manim answers to methods get_… that it does not have.
GETTER = r"getter\(\) (takes 1 positional argument|got an unexpected keyword)"


def _renamed(match: re.Match[str]) -> str | None:
    return successor_of(match["name"])


def _without_self(match: re.Match[str]) -> str | None:
    """For a method of the code's own that gets one argument more than it takes."""
    if int(match["given"]) != int(match["most"]) + 1 or hasattr(manim, match["owner"]):
        return None
    return f"Has {match['name']} self as its first parameter? The object itself counts as an argument."


HINTS = (
    *HINTS_OF_CODE,
    *HINTS_OF_LATEX,
    # Imports
    Hint(
        r"No module named '(manimlib|manim_imports_ext|big_ol_pile_of_manim_imports|constants)\b",
        "This is code for ManimGL. Here Manim Community renders: begin with `from manim import *` and use its names "
        "(Create instead of ShowCreation, and so on).",
    ),
    Hint(
        r"No module named 'manim_voiceover\b",
        "Voice-over needs a speech service on the network, which scenes do not have. Use subcaptions: self.play(…, "
        "subcaption='…') or self.add_subcaption('…').",
    ),
    Hint(r"No module named 'manim\.", "Manim Community has no such module. `from manim import *` brings all that scenes use."),
    Hint(
        r"No module named 'matplotlib\b",
        "There is no matplotlib here. Draw with Manim itself: Axes(…).plot(…), BarChart, Table, ImageMobject of an "
        "array. To import there are " + AVAILABLE + ".",
    ),
    Hint(r"No module named '(?P<name>[^'.]+)", lambda match: f"There is no package {match['name']} here. To import there are {AVAILABLE}."),
    Hint(r"cannot import name '(?P<name>\w+)' from 'manim", _renamed),
    Hint(r"module 'manim' has no attribute '(?P<name>\w+)'", _renamed),
    # Names
    Hint(r"name 'ease_in_out|name 'ease_\w+' is not defined", "Easing functions are in rate_functions: rate_func=rate_functions.ease_in_out_sine."),
    Hint(r"name 'self' is not defined", "`self` is only there inside a method. Is the line indented as far as the rest of construct?"),
    Hint(r"NameError: name '(?P<name>\w+)' is not defined", lambda match: method_of_scene(match["name"])),
    Hint(r"NameError: name '(?P<name>\w+)' is not defined", _renamed),
    Hint(GETTER, lambda _match: successor_of("get_graph"), line=r"\.get_graph\("),
    Hint(GETTER, lambda _match: successor_of("get_parametric_curve"), line=r"\.get_parametric_curve\("),
    Hint(
        GETTER,
        "Manim Community has no method of this name on this object: unknown get_… names only read an attribute.",
    ),
    # Scenes and cameras
    Hint(
        r"'\w*Camera' object has no attribute 'frame'|has no attribute 'camera_frame'|"
        r"AttributeError: '\w+' object has no attribute 'frame'",
        "Only a MovingCameraScene has a frame that moves: class YourScene(MovingCameraScene), then self.camera.frame.",
    ),
    Hint(
        r"has no attribute '(set_camera_orientation|begin_ambient_camera_rotation|move_camera|"
        r"add_fixed_in_frame_mobjects|stop_ambient_camera_rotation)'",
        "Only a ThreeDScene can do this: class YourScene(ThreeDScene).",
    ),
    Hint(r"has no attribute '(fix_in_frame|unfix_from_frame)'", "This is ManimGL. In a ThreeDScene use self.add_fixed_in_frame_mobjects(…)."),
    Hint(
        r"AssertionError|Scene\.interact\(\) missing",
        "Scenes are rendered to video with nobody there: remove self.embed(), self.interactive_embed() and self.interact().",
        line=r"\.(embed|interact|interactive_embed)\(",
    ),
    Hint(
        r"'MovingCamera' object has no attribute 'get_value_trackers'",
        "A scene has one camera: extend MovingCameraScene or ThreeDScene, not both. A ThreeDScene moves its own with self.move_camera(…).",
    ),
    Hint(
        r"'\w+' object has no attribute '(renderer|mobjects|foreground_mobjects|manager|animations)'",
        "Is this a scene whose __init__ has not called super().__init__() yet? Do that first, or do the work in a method setup(self).",
    ),
    Hint(r"TypeError: (?P<owner>\w+)\.(?P<name>\w+)\(\) takes (?P<most>\d+) positional arguments? but (?P<given>\d+) (was|were) given", _without_self),
    # Playing
    Hint(r"Passing Mobject methods to Scene\.play", "Write self.play(mobject.animate.shift(UP)) instead of self.play(mobject.shift, UP)."),
    Hint(
        r"Unexpected argument .* passed to Scene\.play",
        "self.play takes animations. To animate a change write self.play(mobject.animate.shift(UP)); to show a "
        "mobject, self.add(mobject) or self.play(Create(mobject)).",
    ),
    Hint(
        r"Called Scene\.play with no animations",
        "self.play needs at least one animation: is the list empty? To do nothing for a while use self.wait(seconds).",
    ),
    Hint(
        r"<= 0 seconds which Manim cannot render|run_time of \w+ cannot be negative",
        "Leave out waits and animations of no length: run_time and the duration of a wait must be above 0."
    ),
    Hint(r"The video would be .* seconds long", "run_time and wait count seconds. Is one of them far too large, or does a loop play without end?"),
    Hint(r"grew larger than it may be", "Noise and images that change in every frame make large videos: change less, or play for less time."),
    Hint(
        r"TimedOut: ",
        "Does a loop run without end, or is something computed again in each frame (always_redraw, updaters) that could be computed once?",
    ),
    Hint(
        r"OUT_OF_MEMORY|MemoryError",
        "Fewer mobjects, points or samples: a grid of a thousand by a thousand cannot be drawn as shapes; an ImageMobject of an array can.",
    ),
    Hint(r"RecursionError", "Does a function call itself, or does a mobject become its own part?"),
    Hint(
        r"FileNotFoundError: .*'<none>'|Cannot open a video segment while another",
        "An animation failed, and the scene caught its error and went on, which Manim cannot: take self.play out of the try, and see what it says.",
    ),
    # Files, programs, input, network
    Hint(
        r"FileNotFoundError|CalledProcessError",
        "There are no programs to start here, and nothing can be installed: compute and draw in the code itself.",
        line=r"\bsubprocess\b|\bPopen\(",
    ),
    Hint(
        r"There is no file .*\.(png|jpe?g|gif|svg|webp|wav|mp3|ogg)",
        "No files are there besides the code. Draw it with Manim, or make the image or sound in the code (ImageMobject takes a NumPy array).",
    ),
    Hint(r"FileNotFoundError|There is no file ", "No files are there besides the code: put the data into it."),
    Hint(r"NetworkForbidden|URLError|gaierror|ConnectionError|ConnectionRefusedError", "Scenes have no network. Put the data into the code."),
    Hint(r"PermissionError", "Event loops need sockets, which scenes do not have. Do the work in construct itself, without asyncio.", line=r"\basyncio\b"),
    Hint(r"PermissionError|Read-only file system", "Scenes run in a box of their own: they may compute and draw, and write files in their own directory only."),
    Hint(r"attempted relative import", "The code is one file: there is nothing beside it to import."),
    Hint(r"EOFError: EOF when reading a line", "There is nobody to answer input(). Write the value into the code."),
    Hint(r"SystemExit|KeyboardInterrupt", "Remove exit(), quit() and sys.exit(): a scene ends where construct ends."),
    # Arguments
    Hint(
        r"Code\.__init__\(\) got an unexpected keyword argument '(code|file_name|font|font_size|style|insert_line_no|"
        r"background_stroke_width|line_spacing)'",
        "Code takes code_string='…' (or code_file), language='…', formatter_style, add_line_numbers, paragraph_config.",
    ),
    Hint(
        r"unexpected keyword argument '([xy]_(min|max|axis_config|axis_width)|axes_color|graph_origin|x_labeled_nums|"
        r"y_labeled_nums|number_scale_value)'",
        "Axes takes x_range=[min, max, step], y_range=[…], x_length, y_length, axis_config={…}, tips=….",
    ),
    Hint(
        r"unexpected keyword argument 'direction'",
        "FadeIn and FadeOut take shift=UP (a vector) or target_position=…; direction is from an old release.",
    ),
    Hint(
        r"unexpected keyword argument '(t2[cfgsw]|"
        r"isolate)'",
        "Text takes t2c={…}. MathTex takes tex_to_color_map={…} and substrings_to_isolate=[…].",
    ),
    Hint(r"unexpected keyword argument 'size'", "Text and Tex take font_size=…."),
    Hint(
        r"unexpected keyword argument '(?P<name>\w+)'",
        lambda match: f"{match['name']} is not a parameter here. Is it spelled as in Manim Community's documentation, or is it from ManimGL?",
    ),
    Hint(
        r"Only values of type VMobject can be added as submobjects of VGroup",
        "A VGroup holds only vector shapes. Images, and groups with images in them, go into a Group; a text must be Text('…') first.",
    ),
    Hint(r"'str' object has no attribute '(_iter_family|submobjects|copy)'", "A bare string cannot be shown: Text('…') or Tex('…')."),
    Hint(r"'(int|float)' object has no attribute 'find'", "Text takes a string: Text(str(…)). A number that changes is a DecimalNumber.", line=r"Text\("),
    Hint(r"ufunc '\w+' did not contain a loop .*dtype\('<U", "A direction or a point is a vector such as RIGHT, without quotation marks."),
    Hint(r"'str' object is not callable", "A rate function is given without quotation marks: rate_func=linear.", line=r"rate_func *="),
    Hint(r"not supported between instances of '(str|int|float)' and", "run_time is a number of seconds, without quotation marks.", line=r"run_time *= *['\"]"),
    Hint(r"only works for vectorized Mobjects", "Images, and groups with images in them, have no outline to draw: FadeIn(…)."),
    Hint(r"can only concatenate list", "BulletedList takes one string for each point: BulletedList('…', '…').", line=r"BulletedList\(\["),
    Hint(
        r"operands could not be broadcast together with shapes .*\((\d+,)?2,?\)|could not broadcast input array from shape \(1,2\)",
        "Points in Manim have three coordinates: (x, y, 0) or x * RIGHT + y * UP.",
    ),
    Hint(r"ValueError: Color .* not found", "Colours are names such as BLUE, codes such as '#58C4DD', or ManimColor(…)."),
    Hint(r"sequence item 0: expected str instance", "Table takes strings. For numbers use IntegerTable, DecimalTable or MathTable."),
    Hint(
        r"'NoneType' object has no attribute",
        "No such part: get_part_by_tex and the like give None when the formula has no such substring; name it in "
        "substrings_to_isolate, or pass MathTex several strings.",
        line=r"get_part|by_tex",
    ),
    Hint(
        r"IndexError: range object index out of range",
        "The group or formula has fewer parts: each string passed to MathTex is one part, and the parts of that are its glyphs (see len(…)).",
    ),
    Hint(
        r"module 'numpy' has no attribute '(float|int|bool|object|complex|str|float_|bool8)'",
        "NumPy has dropped this name: use Python's own float, int, bool, complex, str.",
    ),
    Hint(r"AttributeError: '?(?P<type>\w+)'? object has no attribute '(?P<name>\w+)'", lambda match: nearest_attribute(match["type"], match["name"])),
)

_COMPILED = tuple((re.compile(hint.error, re.DOTALL), re.compile(hint.line), hint.advice) for hint in HINTS)


def hint_for(exception: str, message: str, line: str) -> str | None:
    """Advice for an error of that class and message at that line of the code; None where the cause is not well known."""
    error = f"{exception}: {message}"
    for error_pattern, line_pattern, advice in _COMPILED:
        if (match := error_pattern.search(error)) and line_pattern.search(line):
            text = advice if isinstance(advice, str) else advice(match)
            if text is not None:
                return text
    return None
