"""Values between two others, for each attribute of each shape in each frame."""

from types import ModuleType
from typing import Any

import numpy as np
from manim import Mobject, VMobject
from manim.utils.bezier import interpolate as stock_between

from engine.native import load_native

ATTRIBUTES = (
    "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "stroke_width", "background_stroke_width", "sheen_direction", "sheen_factor",
)  # fmt: skip


def apply() -> None:
    native = load_native()
    if native is None:
        VMobject.interpolate_color = interpolate_color  # type: ignore[method-assign,assignment]
    else:
        apply_native(native)


def interpolate_color(self: VMobject, mobject1: VMobject, mobject2: VMobject, alpha: float) -> VMobject:
    """Manim's own arithmetic without a call for each attribute; at the end the target's values, which Manim sets after the others."""
    rest = 1 - alpha
    for name in ATTRIBUTES:
        end: Any = getattr(mobject2, name)
        value = rest * getattr(mobject1, name) + alpha * end  # also at the end, for it fails where Manim's does
        if alpha == 1.0:
            value = end.copy() if isinstance(end, np.ndarray) else end
        setattr(self, name, value)
    return self


def apply_native(native: ModuleType) -> None:
    blend, blend_attributes = native.blend, native.blend_attributes
    stock_interpolate = Mobject.interpolate
    straight = stock_interpolate.__defaults__[0]  # type: ignore[index]

    def interpolate_color(self: VMobject, mobject1: VMobject, mobject2: VMobject, alpha: float) -> VMobject:
        blend_attributes(self, mobject1, mobject2, alpha)
        return self

    def interpolate(self: Mobject, mobject1: Mobject, mobject2: Mobject, alpha: float, path_func: Any = straight) -> Mobject:
        """Straight paths are computed as the attributes are; any other is Manim's or the scene's own function."""
        between = blend if path_func is stock_between else path_func
        self.points = between(mobject1.points, mobject2.points, alpha)
        self.interpolate_color(mobject1, mobject2, alpha)
        return self

    VMobject.interpolate_color = interpolate_color  # type: ignore[method-assign,assignment]
    Mobject.interpolate = interpolate  # type: ignore[method-assign,assignment]
