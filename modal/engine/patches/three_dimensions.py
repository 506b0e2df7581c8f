"""The three-dimensional camera: it sorts by distance, and asks for the same boxes again and again while it does."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from manim import Mobject, ThreeDCamera


def apply() -> None:
    stock_reference_point = Mobject.get_z_index_reference_point
    stock_critical_point = Mobject.get_critical_point
    stock_capture = ThreeDCamera.capture_mobjects
    # For each capture that goes on (a camera may show what another one sees) the points found so far, with what they belong to: an id is only
    # good as long as its object lives.
    remembered: list[dict[tuple[int, tuple[float, ...]], tuple[Mobject, Any]]] = []

    def get_mobjects_to_display(self: ThreeDCamera, *arguments: Any, **keywords: Any) -> list[Mobject]:
        """Asks for the centre of each group once. The sort is stable, and the keys are the same numbers."""
        mobjects = super(ThreeDCamera, self).get_mobjects_to_display(*arguments, **keywords)
        rotation = self.get_rotation_matrix().T
        distances: dict[int, float] = {}

        def distance(mobject: Mobject) -> float:
            if not (hasattr(mobject, "shade_in_3d") and mobject.shade_in_3d):
                return np.inf
            own = "get_z_index_reference_point" in mobject.__dict__
            if own or type(mobject).get_z_index_reference_point is not stock_reference_point:
                return np.dot(mobject.get_z_index_reference_point(), rotation)[2]
            group = getattr(mobject, "z_index_group", mobject)
            known = distances.get(id(group))
            if known is None:
                known = distances[id(group)] = np.dot(group.get_center(), rotation)[2]
            return known

        return sorted(mobjects, key=distance)

    def get_critical_point(self: Mobject, direction: Any) -> Any:
        """While one frame is captured no shape changes, so each box is computed once (each tick of 3D axes asks for that of all axes)."""
        if not remembered:
            return stock_critical_point(self, direction)
        key = (id(self), tuple(map(float, direction)))
        points = remembered[-1]
        known = points.get(key)
        if known is None:
            known = points[key] = (self, stock_critical_point(self, direction))
        return known[1].copy()

    def capture_mobjects(self: ThreeDCamera, mobjects: Iterable[Mobject], **keywords: Any) -> None:
        if not all(is_manims(center) for center in self.fixed_orientation_mobjects.values()):
            stock_capture(self, mobjects, **keywords)  # the scene's own function runs while the frame is captured, and may do anything
            return
        remembered.append({})
        try:
            stock_capture(self, mobjects, **keywords)
        finally:
            remembered.pop()

    ThreeDCamera.get_mobjects_to_display = get_mobjects_to_display  # type: ignore[method-assign]
    Mobject.get_critical_point = get_critical_point  # type: ignore[method-assign]
    ThreeDCamera.capture_mobjects = capture_mobjects  # type: ignore[method-assign]


def is_manims(function: Any) -> bool:
    return (getattr(function, "__module__", None) or "").startswith("manim.")
