"""Values between two others, for each attribute of each shape in each frame."""

from typing import Any

import numpy as np
from manim import VMobject

ATTRIBUTES = (
    "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas", "stroke_width", "background_stroke_width", "sheen_direction", "sheen_factor",
)  # fmt: skip


def apply() -> None:
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

    VMobject.interpolate_color = interpolate_color  # type: ignore[method-assign,assignment]
