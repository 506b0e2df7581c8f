"""The picture by which the lines of a vector field are coloured: a colour of its field for every few pixels."""

from types import CodeType
from typing import Any

import numpy as np
from manim import config
from manim.mobject.vector_field import VectorField
from manim.utils.bezier import interpolate, inverse_interpolate
from PIL import Image

FLOATS = {float, np.float64}
NUMBERS = (int, float)


def apply() -> None:
    stock_picture = VectorField.get_colored_background_image
    codes = [part for part in VectorField.__init__.__code__.co_consts if isinstance(part, CodeType) and part.co_name == "pos_to_rgb"]
    if len(codes) != 1:
        return

    def get_colored_background_image(self: VectorField, sampling_rate: int = 5) -> Image.Image:
        """The colour scheme's numbers are asked for as Manim does, point by point; what they become is computed for all together."""
        height, width = int(config.pixel_height / sampling_rate), int(config.pixel_width / sampling_rate)
        colour_of = self.__dict__.get("pos_to_rgb")
        if self.single_color or height < 1 or width < 1 or getattr(colour_of, "__code__", None) is not codes[0]:
            return stock_picture(self, sampling_rate)
        known = dict(zip(codes[0].co_freevars, (cell.cell_contents for cell in colour_of.__closure__), strict=True))
        field = known["self"]  # a copy's function is still the one of the field that it was copied from
        points = np.zeros((height, width, 3))
        points[:, :, 0] = np.linspace(-config.frame_width / 2, config.frame_width / 2, width)
        points[:, :, 1] = np.linspace(config.frame_height / 2, -config.frame_height / 2, height)[:, None]
        values = [field.color_scheme(field.func(point)) for point in points.reshape(-1, 3)]
        colours = _colours(values, known["min_color_scheme_value"], known["max_color_scheme_value"], field.rgbs)
        return Image.fromarray((colours.reshape(height, width, 3) * 255).astype("uint8"))

    VectorField.get_colored_background_image = get_colored_background_image  # type: ignore[method-assign]


def _colours(values: list[Any], lowest: float, highest: float, rgbs: np.ndarray) -> np.ndarray:
    """A row of red, green and blue for each value."""
    last = len(rgbs) - 1
    if set(map(type, values)) <= FLOATS and type(lowest) in NUMBERS and type(highest) in NUMBERS and lowest < highest:
        places = np.true_divide(np.clip(np.array(values), lowest, highest) - lowest, highest - lowest) * last
        if np.isfinite(places).all():
            parts = (places % 1)[:, None]
            return interpolate(rgbs[places.astype(int)], rgbs[np.minimum((places + 1).astype(int), last)], parts)
    return np.array([_colour(value, lowest, highest, rgbs) for value in values])


def _colour(value: Any, lowest: Any, highest: Any, rgbs: np.ndarray) -> np.ndarray:
    """As Manim computes it, for what may be anything."""
    place = inverse_interpolate(lowest, highest, np.clip(value, lowest, highest))
    place *= len(rgbs) - 1
    before, after = rgbs[int(place)], rgbs[min(int(place + 1), len(rgbs) - 1)]
    place %= 1
    return interpolate(before, after, place)
