"""The three-dimensional camera: it sorts by distance and shades by where the light falls, and asks for the same boxes and normals again and again."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from types import FunctionType, ModuleType
from typing import Any

import manim.camera.three_d_camera as stock
import numpy as np
from manim import Mobject, ThreeDCamera, VMobject
from manim.camera.camera import Camera

from engine.native import load_native
from engine.patches.boxes import OF_ANCHORS, are_plain, get_points_defining_boundary, is_cubic, stock_ways_of_anchors

# What the light on a shape is computed with.
OF_LIGHT = (
    "get_shaded_rgb",
    "get_3d_vmob_start_corner",
    "get_3d_vmob_end_corner",
    "get_3d_vmob_start_corner_unit_normal",
    "get_3d_vmob_end_corner_unit_normal",
)
ways_of_light = attrgetter(*OF_LIGHT)
STOCK_OF_LIGHT = ways_of_light(stock)
BLACK = np.zeros(3)
OF_LONE_SHAPE = (*OF_ANCHORS, "_iter_family", "get_points_defining_boundary")
ways_of_lone_shape = attrgetter(*OF_LONE_SHAPE)
stock_ways_of_lone_shape = (*stock_ways_of_anchors, Mobject._iter_family, get_points_defining_boundary)
OF_CENTER = ("get_center", "get_critical_point", "get_extremum_along_dim")


# Captures that go on: a camera may show what another one sees.
captures: list["Capture"] = []
# What fell on shapes in the capture before.
lights_before: dict[int, tuple[VMobject, bytes, Any]] = {}


def apply() -> None:
    native = load_native()
    if native is not None:
        apply_native(native)
    stock_reference_point = Mobject.get_z_index_reference_point
    stock_critical_point = Mobject.get_critical_point
    stock_capture = ThreeDCamera.capture_mobjects
    stock_modified_rgbas = ThreeDCamera.modified_rgbas
    middle = (lambda points: None) if native is None else native.middle
    ways_of_center = attrgetter(*OF_CENTER)

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

    def middle_of(mobject: Mobject) -> Any:
        """As `get_center`, but for the sign of a zero, which no order depends on."""
        is_known = isinstance(mobject, VMobject) and ways_of_lone_shape(type(mobject)) == stock_ways_of_lone_shape
        # Of a shape alone its own curves are all there is.
        is_alone = is_known and not mobject.submobjects and mobject.__dict__.keys().isdisjoint(OF_LONE_SHAPE)
        found = middle(mobject.points) if is_alone and is_cubic(mobject) else None
        if found is not None:
            return found
        points = mobject.get_points_defining_boundary()
        return (points.min(axis=0) + points.max(axis=0)) / 2 if are_plain(points) and len(points) else mobject.get_center()

    def is_measured_as_stock(mobject: Mobject) -> bool:
        is_stock = isinstance(mobject, Mobject) and ways_of_center(type(mobject)) == stock_ways_of_center
        return is_stock and mobject.dim == 3 and mobject.__dict__.keys().isdisjoint(OF_CENTER)

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
        captures.append(Capture())
        try:
            stock_capture(self, mobjects, **keywords)
        finally:
            lights = captures.pop().lights
            lights_before.clear()
            lights_before.update(lights)

    stock_ways_of_center = (Mobject.get_center, get_critical_point, Mobject.get_extremum_along_dim)

    def modified_rgbas(self: ThreeDCamera, vmobject: VMobject, rgbas: Any) -> Any:
        """Fill and strokes of a shape are asked for again and again, and have the same light."""
        light = light_on(self, vmobject) if len(rgbas) > 0 and rgbas.dtype == np.float64 else None
        if light is None:
            return stock_modified_rgbas(self, vmobject, rgbas)
        shaded = rgbas.repeat(2, axis=0) if len(rgbas) < 2 else np.array(rgbas[:2])
        shaded[:, :3] += light
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


def apply_native(native: ModuleType) -> None:
    stock_transform = Camera.transform_points_pre_display
    stock_project = ThreeDCamera.project_points
    is_finite, project = native.is_finite, native.project

    def transform_points_pre_display(self: Camera, mobject: Mobject, points: Any) -> Any:
        """What is finite stays as it is."""
        return points if is_finite(points) else stock_transform(self, mobject, points)

    def project_points(self: ThreeDCamera, points: Any) -> Any:
        """What is left to NumPy is the one product whose roundings are its own affair."""
        if self.exponential_projection:
            return stock_project(self, points)
        rotated = np.dot(points - self.frame_center, self.get_rotation_matrix().T)
        return rotated if project(rotated, self.get_focal_distance(), self.get_zoom()) else stock_project(self, points)

    Camera.transform_points_pre_display = transform_points_pre_display  # type: ignore[method-assign]
    ThreeDCamera.project_points = project_points  # type: ignore[method-assign]


def light_on(camera: ThreeDCamera, vmobject: VMobject) -> Any:
    """What is added to each part of a colour, at the start and at the end of a shape, computed once while a frame is captured.

    `None` where nothing is known of it: Manim's own `modified_rgbas` then says.
    """
    if not (captures and camera.should_apply_shading and vmobject.shade_in_3d):
        return None
    lights = captures[-1].lights
    known = lights.get(id(vmobject))
    if known is None:
        if vmobject.get_num_points() == 0 or not are_plain(vmobject.points) or ways_of_light(stock) != STOCK_OF_LIGHT:
            return None
        source = camera.light_source.points[0]
        lies = vmobject.points.tobytes() + source.tobytes()
        # What lies as it lay in the capture before, where only the camera has moved, has the light it had.
        known = lights_before.get(id(vmobject))
        if known is None or known[1] != lies:
            known = (vmobject, lies, light_of(vmobject, source))
        lights[id(vmobject)] = known
    return known[2]


def light_of(vmobject: VMobject, source: Any) -> Any:
    """What becomes of black, at the start and at the end of a shape."""
    start = stock.get_shaded_rgb(BLACK, stock.get_3d_vmob_start_corner(vmobject), stock.get_3d_vmob_start_corner_unit_normal(vmobject), source)
    end = stock.get_shaded_rgb(BLACK, stock.get_3d_vmob_end_corner(vmobject), stock.get_3d_vmob_end_corner_unit_normal(vmobject), source)
    return np.array([start, end])


def is_manims(function: Any) -> bool:
    plain = getattr(function, "__func__", function)
    return type(plain) is FunctionType and str(plain.__globals__.get("__name__")).startswith("manim.")
