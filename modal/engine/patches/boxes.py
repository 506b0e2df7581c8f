"""Bounding boxes: the points that define them, gathered from a whole family."""

from operator import attrgetter
from typing import Any

import numpy as np
from manim import Mobject, VMobject

from engine.native import load_native

stock_boundary = VMobject.get_points_defining_boundary
OF_ANCHORS = ("get_anchors", "get_start_anchors", "get_end_anchors")
ways_of_anchors = attrgetter(*OF_ANCHORS)
stock_ways_of_anchors = ways_of_anchors(VMobject)
OF_BOX = ("get_critical_point", "get_edge_center", "get_center", "get_extremum_along_dim")


def apply() -> None:
    stock_gradient = VMobject.get_gradient_start_and_end_points
    ways_of_box = attrgetter(*OF_BOX)
    stock_ways_of_box = ways_of_box(Mobject)

    def get_gradient_start_and_end_points(self: VMobject) -> Any:
        """One box instead of four: Manim asks for the centre and the three edges one after the other."""
        if self.shade_in_3d or self.dim != 3 or ways_of_box(type(self)) != stock_ways_of_box:
            return stock_gradient(self)
        if not self.__dict__.keys().isdisjoint(OF_BOX):
            return stock_gradient(self)
        points = self.get_points_defining_boundary()
        if len(points) == 0 or not are_plain(points):
            return stock_gradient(self)
        low, high = points.min(axis=0), points.max(axis=0)
        center = (low + high) / 2
        bases = np.zeros((3, 3))
        for axis in range(3):
            edge = center.copy()
            edge[axis] = high[axis]
            bases[axis] = edge - center
        offset = np.dot(bases.transpose(), self.get_sheen_direction())
        return (center - offset, center + offset)

    VMobject.get_points_defining_boundary = get_points_defining_boundary  # type: ignore[method-assign]
    VMobject.get_gradient_start_and_end_points = get_gradient_start_and_end_points  # type: ignore[method-assign]


def get_points_defining_boundary(self: VMobject) -> Any:
    """The same anchors in the same order, taken as slices instead of one by one."""
    family = self.get_family()
    native = load_native()
    known = None if native is None else native.anchors(family, OF_ANCHORS, stock_ways_of_anchors)
    if known is not None:
        return known
    parts = []
    usual: type | None = None
    for member in family:
        kind = type(member)
        if kind is not usual:
            if not issubclass(kind, VMobject) or ways_of_anchors(kind) != stock_ways_of_anchors:
                return stock_boundary(self)
            usual = kind
        points = member.points
        if not member.__dict__.keys().isdisjoint(OF_ANCHORS) or not are_plain(points):
            return stock_boundary(self)
        count = len(points)
        if count == 0:
            continue
        if count == 1:
            parts.append(points)
        elif count % 4 or not is_cubic(member):
            return stock_boundary(self)
        else:
            parts.append(points.reshape(count // 4, 4, 3)[:, ::3].reshape(count // 2, 3))
    if not parts:
        return stock_boundary(self)
    return np.array(parts[0]) if len(parts) == 1 else np.concatenate(parts)


def are_plain(points: Any) -> bool:
    return type(points) is np.ndarray and points.ndim == 2 and points.shape[1] == 3 and points.dtype == np.float64


def is_cubic(shape: VMobject) -> bool:
    """Not so where the number is 4.0, either, with which Manim fails."""
    count = shape.n_points_per_cubic_curve
    return type(count) is int and count == 4
