"""Curves one by one: which of them make a path, and how long each is."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import attrgetter
from types import ModuleType
from typing import Any

import numpy as np
from manim import VMobject

from engine.native import load_native
from engine.patches.boxes import is_cubic

POINTS_OF_CURVE = 4
OF_PATHS = ("consider_points_equals", "_gen_subpaths_from_points")
OF_PIECES = ("get_nth_curve_function",)
OF_LENGTHS = (
    "get_nth_curve_function_with_length",
    "get_nth_curve_length_pieces",
    "get_nth_curve_function",
    "get_nth_curve_points",
    "get_num_curves",
)
# Some curves to measure in both ways; any would do.
SAMPLE = np.sin(np.arange(3 * POINTS_OF_CURVE * 50) ** 2).reshape(-1, 3) * 7


def apply() -> None:
    native = load_native()
    if native is None:
        return
    apply_to_paths(native)
    if adds_up_as_numpy(native):
        apply_to_lengths(native)


def apply_to_paths(native: ModuleType) -> None:
    stock_equals = VMobject.consider_points_equals
    stock_subpaths = VMobject.get_subpaths_from_points
    are_close, splits = native.are_close, native.splits

    def consider_points_equals(self: VMobject, p0: Any, p1: Any) -> bool:
        known = are_close(p0, p1, self.tolerance_for_point_equality)
        return stock_equals(self, p0, p1) if known is None else known

    def get_subpaths_from_points(self: VMobject, points: Any) -> Any:
        """The same slices, without a question for each curve."""
        places = splits(points, self.tolerance_for_point_equality) if decides_as_manim(self) else None
        if places is None:
            return stock_subpaths(self, points)
        return [points[start:end] for start, end in pairwise(places) if end - start >= POINTS_OF_CURVE]

    VMobject.consider_points_equals = consider_points_equals  # type: ignore[method-assign]
    VMobject.get_subpaths_from_points = get_subpaths_from_points  # type: ignore[method-assign]
    decides_as_manim = has_manims(OF_PATHS)


def apply_to_lengths(native: ModuleType) -> None:
    stock_pieces = VMobject.get_nth_curve_length_pieces
    stock_functions = VMobject.get_curve_functions_with_lengths
    asks_manim = has_manims(OF_PIECES)

    def get_nth_curve_length_pieces(self: VMobject, n: int, sample_points: int | None = None) -> Any:
        pieces = native.curve_pieces(self.get_nth_curve_points(n)) if sample_points is None and asks_manim(self) else None
        return stock_pieces(self, n, sample_points) if pieces is None else pieces

    VMobject.get_nth_curve_length_pieces = get_nth_curve_length_pieces  # type: ignore[method-assign]
    measures_as_manim = has_manims(OF_LENGTHS)

    def get_curve_functions_with_lengths(self: VMobject, **keywords: Any) -> Iterator[Any]:
        """Manim asks for all of them again for each point of a path that it is asked for. Whoever is given one may move the next."""
        if not measures_as_manim(self) or keywords.get("sample_points") is not None or keywords.keys() - {"sample_points"}:
            yield from stock_functions(self, **keywords)
            return
        for n in range(self.get_num_curves()):
            curve = self.get_nth_curve_function(n)
            length = native.curve_length(self.points, n)
            yield (curve, length) if length is not None else self.get_nth_curve_function_with_length(n)

    VMobject.get_curve_functions_with_lengths = get_curve_functions_with_lengths  # type: ignore[method-assign]


def adds_up_as_numpy(native: ModuleType) -> bool:
    """Whether NumPy adds up in the order in which C does: that is its own affair, and that of the machine's."""
    shape = VMobject()
    shape.points = SAMPLE
    return all(native.curve_length(SAMPLE, n) == shape.get_nth_curve_length(n) for n in range(len(SAMPLE) // POINTS_OF_CURVE))


def has_manims(names: tuple[str, ...]) -> Callable[[VMobject], bool]:
    """Tells of a shape whether its methods of these names are those that it has now, and its curves are cubic.

    Asked each time, for a scene may put another method into a class of Manim's at any time.
    """
    methods = attrgetter(*names)
    stock = methods(VMobject)

    def is_manims(shape: VMobject) -> bool:
        return methods(type(shape)) == stock and is_cubic(shape) and shape.__dict__.keys().isdisjoint(names)

    return is_manims
