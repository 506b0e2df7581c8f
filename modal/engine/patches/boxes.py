"""Bounding boxes: the points that define them, gathered from a whole family."""

from typing import Any

import numpy as np
from manim import Mobject, VMobject


stock_boundary = VMobject.get_points_defining_boundary
stock_anchors = VMobject.get_anchors


def apply() -> None:
    stock_gradient = VMobject.get_gradient_start_and_end_points
    names_of_points = frozenset(("get_critical_point", "get_edge_center", "get_center"))
    stock_points = (Mobject.get_critical_point, Mobject.get_edge_center, Mobject.get_center)

    def get_gradient_start_and_end_points(self: VMobject) -> Any:
        """One box instead of four: Manim asks for the centre and the three edges one after the other."""
        kind = type(self)
        if self.shade_in_3d or self.dim != 3 or (kind.get_critical_point, kind.get_edge_center, kind.get_center) != stock_points:
            return stock_gradient(self)
        if not self.__dict__.keys().isdisjoint(names_of_points):
            return stock_gradient(self)
        points = self.get_points_defining_boundary()
        if len(points) == 0:
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
    parts = []
    for member in self.get_family():
        if getattr(type(member), "get_anchors", None) is not stock_anchors or "get_anchors" in member.__dict__:
            return stock_boundary(self)
        points = member.points
        count = len(points)
        if count == 0:
            continue
        if points.ndim != 2 or points.shape[1] != 3 or points.dtype != np.float64:
            return stock_boundary(self)
        if count == 1:
            parts.append(points)
        elif count % 4 or member.n_points_per_cubic_curve != 4:
            return stock_boundary(self)
        else:
            parts.append(points.reshape(count // 4, 4, 3)[:, ::3].reshape(count // 2, 3))
    if not parts:
        return stock_boundary(self)
    return np.array(parts[0]) if len(parts) == 1 else np.concatenate(parts)
