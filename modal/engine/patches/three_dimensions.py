"""The three-dimensional camera: it sorts by distance and shades by where the light falls, and asks for the same boxes and normals again and again."""

from collections.abc import Iterable
from typing import Any

import manim.camera.three_d_camera as stock
import numpy as np
from manim import Mobject, ThreeDCamera, VMobject

# What the light on a shape is computed with.
OF_LIGHT = (
    "get_shaded_rgb",
    "get_3d_vmob_start_corner",
    "get_3d_vmob_end_corner",
    "get_3d_vmob_start_corner_unit_normal",
    "get_3d_vmob_end_corner_unit_normal",
)
BLACK = np.zeros(3)
OF_CENTER = ("get_center", "get_critical_point", "get_extremum_along_dim")


def apply() -> None:
    stock_reference_point = Mobject.get_z_index_reference_point
    stock_critical_point = Mobject.get_critical_point
    stock_capture = ThreeDCamera.capture_mobjects
    stock_modified_rgbas = ThreeDCamera.modified_rgbas
    stock_of_light = {name: getattr(stock, name) for name in OF_LIGHT}
    # Those that go on: a camera may show what another one sees.
    captures: list[Capture] = []
    before: dict[int, tuple[VMobject, bytes, Any]] = {}

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
                center = middle_of(group) if is_measured_as_stock(group) else group.get_center()
                known = distances[id(group)] = np.dot(center, rotation)[2]
            return known

        return sorted(mobjects, key=distance)

    def is_measured_as_stock(mobject: Mobject) -> bool:
        kind = type(mobject)
        return tuple(getattr(kind, name) for name in OF_CENTER) == stock_of_center and mobject.dim == 3 and mobject.__dict__.keys().isdisjoint(OF_CENTER)

    def get_critical_point(self: Mobject, direction: Any) -> Any:
        """While one frame is captured no shape changes, so each box is computed once (each tick of 3D axes asks for that of all axes)."""
        if not captures:
            return stock_critical_point(self, direction)
        key = (id(self), tuple(map(float, direction)))
        points = captures[-1].points
        known = points.get(key)
        if known is None:
            known = points[key] = (self, stock_critical_point(self, direction))
        return known[1].copy()

    def capture_mobjects(self: ThreeDCamera, mobjects: Iterable[Mobject], **keywords: Any) -> None:
        if not all(is_manims(center) for center in self.fixed_orientation_mobjects.values()):
            stock_capture(self, mobjects, **keywords)  # the scene's own function runs while the frame is captured, and may do anything
            return
        nonlocal before
        captures.append(Capture())
        try:
            stock_capture(self, mobjects, **keywords)
        finally:
            before = captures.pop().lights

    stock_of_center = (Mobject.get_center, get_critical_point, Mobject.get_extremum_along_dim)

    def modified_rgbas(self: ThreeDCamera, vmobject: VMobject, rgbas: Any) -> Any:
        """Fill and strokes of a shape are asked for again and again, and have the same light, which is computed once while a frame is captured."""
        if not (captures and self.should_apply_shading and vmobject.shade_in_3d and len(rgbas) > 0 and rgbas.dtype == np.float64):
            return stock_modified_rgbas(self, vmobject, rgbas)
        lights = captures[-1].lights
        known = lights.get(id(vmobject))
        if known is None:
            if vmobject.get_num_points() == 0 or any(getattr(stock, name) is not function for name, function in stock_of_light.items()):
                return stock_modified_rgbas(self, vmobject, rgbas)
            source = self.light_source.points[0]
            lies = vmobject.points.tobytes() + source.tobytes()
            # What lies as it lay in the capture before, where only the camera has moved, has the light it had.
            known = before.get(id(vmobject))
            if known is None or known[1] != lies:
                known = (vmobject, lies, light_on(vmobject, source))
            lights[id(vmobject)] = known
        shaded = rgbas.repeat(2, axis=0) if len(rgbas) < 2 else np.array(rgbas[:2])
        shaded[:, :3] += known[2]
        return shaded

    ThreeDCamera.modified_rgbas = modified_rgbas  # type: ignore[method-assign]
    ThreeDCamera.get_mobjects_to_display = get_mobjects_to_display  # type: ignore[method-assign]
    Mobject.get_critical_point = get_critical_point  # type: ignore[method-assign]
    ThreeDCamera.capture_mobjects = capture_mobjects  # type: ignore[method-assign]


class Capture:
    """What was found while one frame is captured, by the ids of objects. An id is only good as long as its object lives, so the object is kept with it."""

    def __init__(self) -> None:
        self.points: dict[tuple[int, tuple[float, ...]], tuple[Mobject, Any]] = {}
        # The light at both ends of a shape, with the bytes it was computed from.
        self.lights: dict[int, tuple[VMobject, bytes, Any]] = {}


def middle_of(mobject: Mobject) -> Any:
    """As `get_center`, but for the sign of a zero, which no order depends on."""
    points = mobject.get_points_defining_boundary()
    return (points.min(axis=0) + points.max(axis=0)) / 2 if len(points) else np.zeros(3)


def light_on(vmobject: VMobject, source: Any) -> Any:
    """What is added to each part of a colour, at the start and at the end of a shape: what becomes of black."""
    start = stock.get_shaded_rgb(BLACK, stock.get_3d_vmob_start_corner(vmobject), stock.get_3d_vmob_start_corner_unit_normal(vmobject), source)
    end = stock.get_shaded_rgb(BLACK, stock.get_3d_vmob_end_corner(vmobject), stock.get_3d_vmob_end_corner_unit_normal(vmobject), source)
    return np.array([start, end])


def is_manims(function: Any) -> bool:
    return (getattr(function, "__module__", None) or "").startswith("manim.")
