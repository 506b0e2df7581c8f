"""Colours of shapes: set in four places of each shape that is made, and in each frame of some animations."""

from typing import Any

import numpy as np
from manim import BLACK, ManimColor, VMobject

NUMBERS = (float, int, np.float64)


def apply() -> None:
    stock_update = VMobject.update_rgbas_array
    stock_functions = (VMobject.generate_rgbas_array, VMobject.get_sheen_factor)
    # What a text says is always the same colour.
    named: dict[str, ManimColor] = {}
    names = frozenset(("generate_rgbas_array", "get_sheen_factor"))

    def update_rgbas_array(self: VMobject, array_name: str, color: Any = None, opacity: Any = None) -> VMobject:
        """One colour written into the one row there is: the numbers that Manim writes by way of an array of its own."""
        kind = type(self)
        plain = named.get(color) or named.setdefault(color, ManimColor(color)) if type(color) is str else color
        if not (
            (plain is None or type(plain) is ManimColor)
            and (opacity is None or type(opacity) in NUMBERS)
            and (kind.generate_rgbas_array, kind.get_sheen_factor) == stock_functions
            and self.__dict__.keys().isdisjoint(names)
            and self.sheen_factor == 0
        ):
            return stock_update(self, array_name, color, opacity)
        if not hasattr(self, array_name):
            rgbas = np.empty((1, 4))
            rgbas[0, :3] = (BLACK if plain is None else plain)._internal_value[:3]
            rgbas[0, 3] = 0.0 if opacity is None else opacity
            setattr(self, array_name, rgbas)
            return self
        rgbas = getattr(self, array_name)
        if type(rgbas) is not np.ndarray or rgbas.shape != (1, 4):
            return stock_update(self, array_name, color, opacity)
        if plain is not None:
            rgbas[0, :3] = plain._internal_value[:3]
        if opacity is not None:
            rgbas[0, 3] = opacity
        return self

    VMobject.update_rgbas_array = update_rgbas_array  # type: ignore[method-assign]
