"""Values between two others, for each attribute of each shape in each frame."""

from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from manim import Animation, Mobject, Transform, VMobject
from manim.mobject.types import vectorized_mobject
from manim.utils import rate_functions
from manim.utils.bezier import interpolate as stock_between

from engine.native import load_native
from engine.patches.three_dimensions import is_manims

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
    """Manim's own arithmetic without a call for each attribute; at the end the target's values after the others."""
    rest = 1 - alpha
    for name in ATTRIBUTES:
        setattr(self, name, rest * getattr(mobject1, name) + alpha * getattr(mobject2, name))
        if alpha == 1.0:
            end: Any = getattr(mobject2, name)
            setattr(self, name, end.copy() if isinstance(end, np.ndarray) else end)
    return self


def apply_native(native: ModuleType) -> None:
    blend, blend_attributes = native.blend, native.blend_attributes
    stock_interpolate, stock_color = Mobject.interpolate, VMobject.interpolate_color
    straight = stock_interpolate.__defaults__[0]  # type: ignore[index]

    def interpolate_color(self: VMobject, mobject1: VMobject, mobject2: VMobject, alpha: float) -> VMobject:
        if vectorized_mobject.interpolate is not stock_between:  # a scene's own function in the place of Manim's
            return stock_color(self, mobject1, mobject2, alpha)
        blend_attributes(self, mobject1, mobject2, alpha)
        return self

    def interpolate(self: Mobject, mobject1: Mobject, mobject2: Mobject, alpha: float, path_func: Any = straight) -> Mobject:
        """Straight paths are computed as the attributes are; any other is Manim's or the scene's own function."""
        between = blend if path_func is stock_between else path_func
        self.points = between(mobject1.points, mobject2.points, alpha)
        self.interpolate_color(mobject1, mobject2, alpha)
        return self

    names_of_steps = frozenset(("get_sub_alpha", "interpolate_submobject", "get_all_families_zipped"))
    stock_steps = (Transform.interpolate_submobject, Transform.get_all_families_zipped)
    stock_alpha = Animation.get_sub_alpha
    manims_rates = frozenset(value for value in vars(rate_functions).values() if type(value) is FunctionType)

    def interpolate_mobject(self: Animation, alpha: float) -> None:
        """All at once where all have the same alpha, of which Manim's own functions make the same each time, and no code of the scene comes between."""
        families = list(self.get_all_families_zipped())
        kind, rate, own = type(self), self.rate_func, self.__dict__
        same = (
            families
            and type(rate) is FunctionType
            and rate in manims_rates
            and type(self.lag_ratio) in (int, float)
            and self.lag_ratio == 0
            and kind.get_sub_alpha is stock_alpha
            and is_manims(kind.interpolate_submobject)
            and own.keys().isdisjoint(names_of_steps)
        )
        if not same:
            for i, members in enumerate(families):
                self.interpolate_submobject(*members, self.get_sub_alpha(alpha, i, len(families)))
            return
        sub_alpha = self.get_sub_alpha(alpha, 0, len(families))
        is_stock = (kind.interpolate_submobject, kind.get_all_families_zipped) == stock_steps
        if is_stock and self.path_func is stock_between is vectorized_mobject.interpolate:
            native.blend_families(families, sub_alpha, interpolate, interpolate_color, self.interpolate_submobject)
        else:
            for members in families:
                self.interpolate_submobject(*members, sub_alpha)

    VMobject.interpolate_color = interpolate_color  # type: ignore[method-assign,assignment]
    Mobject.interpolate = interpolate  # type: ignore[method-assign,assignment]
    Animation.interpolate_mobject = interpolate_mobject  # type: ignore[method-assign]
