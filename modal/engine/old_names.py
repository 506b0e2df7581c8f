"""Names of ManimGL and of old releases of Manim, and what took their place."""

import difflib

import manim

SUCCESSORS = {
    "ShowCreation": "Create",
    "ShowCreationThenDestruction": "ShowPassingFlash",
    "ShowCreationThenFadeOut": "Create, then FadeOut",
    "ShowCreationThenFadeAround": "Circumscribe",
    "ShowPassingFlashAround": "Circumscribe(…, time_width=…)",
    "CircleIndicate": "Circumscribe(…, Circle)",
    "WiggleOutThenIn": "Wiggle",
    "FadeInFrom": "FadeIn(…, shift=…)",
    "FadeInFromDown": "FadeIn(…, shift=UP)",
    "FadeInFromPoint": "FadeIn(…, target_position=…)",
    "FadeInFromLarge": "FadeIn(…, scale=…)",
    "FadeOutAndShift": "FadeOut(…, shift=…)",
    "FadeOutAndShiftDown": "FadeOut(…, shift=DOWN)",
    "FadeOutToPoint": "FadeOut(…, target_position=…)",
    "TransformMatchingStrings": "TransformMatchingTex",
    "TextMobject": "Tex (LaTeX) or Text (fonts)",
    "TexMobject": "MathTex",
    "TexText": "Tex",
    "OldTex": "MathTex",
    "OldTexText": "Tex",
    "GraphScene": "Scene with an Axes mobject (axes.plot, axes.get_area, …)",
    "InteractiveScene": "Scene",
    "TeacherStudentsScene": "Scene",
    "PiCreatureScene": "Scene",
    "ParametricSurface": "Surface",
    "TexturedSurface": "Surface",
    "SGroup": "Group",
    "SmallDot": "Dot(radius=0.04)",
    "FRAME_WIDTH": "config.frame_width",
    "FRAME_HEIGHT": "config.frame_height",
    "FRAME_X_RADIUS": "config.frame_x_radius",
    "FRAME_Y_RADIUS": "config.frame_y_radius",
    "CYAN": "PURE_CYAN, or a colour code such as '#00FFFF'",
    "MAGENTA": "PURE_MAGENTA, or a colour code such as '#FF00FF'",
    "get_graph": "axes.plot",
    "get_parametric_curve": "axes.plot_parametric_curve",
    "get_derivative_graph": "axes.plot_derivative_graph",
    "get_implicit_curve": "axes.plot_implicit_curve",
}


def successor_of(name: str) -> str | None:
    """What to write for a name that the code uses and that is not there; the nearest name that Manim does know where there is no successor."""
    if hasattr(manim, name):
        return f"{name} is Manim's, but the code does not import it: begin with `from manim import *`."
    drawn_by_cairo = name.removeprefix("OpenGL")
    if drawn_by_cairo != name and hasattr(manim, drawn_by_cairo):
        return f"Scenes are drawn with Cairo, not OpenGL. Use {drawn_by_cairo} instead."
    if name in SUCCESSORS:
        return f"Manim Community has no {name}. Use {SUCCESSORS[name]} instead."
    near = difflib.get_close_matches(name, vars(manim), n=1, cutoff=0.75)
    if near:
        return f"Manim Community has no {name}. Did you mean {near[0]}?"
    if name.isupper() and (colour := next((word for word in name.split("_") if f"{word}_A" in vars(manim)), None)):
        return f"Manim Community has no {name}. It has {colour}_A (light) to {colour}_E (dark), and codes such as '#58C4DD'."
    return None


def method_of_scene(name: str) -> str | None:
    """What to write for a name that is none, but a method of every scene."""
    return f"{name} is a method of the scene: self.{name}(…)." if callable(getattr(manim.Scene, name, None)) else None


def nearest_attribute(type_name: str, name: str) -> str | None:
    """The attribute that was probably meant; a type that Manim does not have is taken for somebody's scene."""
    known = getattr(manim, type_name, manim.Scene)
    near = difflib.get_close_matches(name, dir(known), n=1, cutoff=0.75)
    return f"Did you mean {near[0]}?" if near else None
