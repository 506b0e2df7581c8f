"""Shapes drawn by one call into C for each, instead of a call into cairo for each curve and colour."""

from operator import attrgetter
from types import ModuleType
from typing import Any

import cairo
import numpy as np
from manim import Mobject, ThreeDCamera, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP, Camera

from engine.native import load_native
from engine.patches.boxes import are_plain, is_cubic
from engine.patches.three_dimensions import captures, light_on

# What must be Manim's own, of the camera and of the shape, so that one call in C stands for all of them.
OF_CAMERA = ("display_vectorized", "set_cairo_context_path", "set_cairo_context_color", "apply_fill", "apply_stroke")
OF_DISPLAY = ("display_multiple_vectorized_mobjects", "display_multiple_point_cloud_mobjects", "display_multiple_image_mobjects")
OF_COLORS = ("get_fill_rgbas", "get_stroke_rgbas")
OF_DEPTH = (*OF_COLORS, "modified_rgbas", "transform_points_pre_display", "project_points")
OF_SHAPE = ("get_fill_rgbas", "get_stroke_rgbas", "get_stroke_width", "get_subpath_split_indices_from_points", "consider_points_equals_2d")


def apply() -> None:
    remember_types()
    native = load_native()
    if native is not None:
        apply_native(native)


def remember_types() -> None:
    stock_type_or_raise = Camera.type_or_raise
    known: dict[type, Any] = {}
    displays = attrgetter(*OF_DISPLAY)

    def type_or_raise(self: Camera, mobject: Mobject) -> Any:
        """What is drawn how depends on the class alone; Manim asks anew, and makes a table, for each shape of each frame."""
        kind = type(mobject)
        found = known.get(kind)
        # A copy of a camera has the table of the one it was copied from, whose functions draw with that one; and functions may be replaced.
        table = self.__dict__.get("display_funcs")
        if found is None or table is None or tuple(table.values())[:3] != displays(self):
            found = known[kind] = stock_type_or_raise(self, mobject)
        return found

    Camera.type_or_raise = type_or_raise  # type: ignore[method-assign]


def apply_native(native: ModuleType) -> None:
    stock_display = Camera.display_vectorized
    methods_of_shape, methods_of_camera = attrgetter(*OF_SHAPE), attrgetter(*OF_CAMERA[1:])
    colors_of_camera, methods_of_depth = attrgetter(*OF_COLORS), attrgetter(*OF_DEPTH)
    stock_shape, stock_camera = methods_of_shape(VMobject), methods_of_camera(Camera)
    stock_colors, stock_depth = colors_of_camera(Camera), methods_of_depth(ThreeDCamera)
    stock_points = Camera.transform_points_pre_display
    of_shape, of_camera = frozenset(OF_SHAPE), frozenset((*OF_CAMERA, *OF_DEPTH))
    joins = {kind: int(join) for kind, join in LINE_JOIN_MAP.items()}
    caps = {kind: int(cap) for kind, cap in CAP_STYLE_MAP.items()}
    draw = native.draw

    def look_at_camera(kind: type[Camera]) -> tuple[bool, bool, bool, bool]:
        """Whether such a camera draws as Manim's does, whether it leaves points and colours as they are, and whether it is the one for three dimensions.

        Asked for each shape, as what is drawn is of each: a scene may put another method into a class of Manim's at any time.
        """
        return (
            kind.display_vectorized is display_vectorized and methods_of_camera(kind) == stock_camera,
            kind.transform_points_pre_display is stock_points,
            colors_of_camera(kind) == stock_colors,
            issubclass(kind, ThreeDCamera) and methods_of_depth(kind) == stock_depth and Camera.transform_points_pre_display is stock_points,
        )

    def display_vectorized(self: Camera, vmobject: VMobject, ctx: cairo.Context) -> Any:
        """Path, stroke behind, fill and stroke in one call with the numbers that Manim would give to cairo.

        C draws nothing and says so where it does not know better: points that are not finite, other types of numbers, very many colours. Where a
        change of colour begins and ends is asked for once: nothing changes between fill and strokes. Calls are left out that change no pixel: fills
        and strokes that are wholly transparent.
        """
        draws_as_stock, leaves_points, leaves_colors, sees_depth = look_at_camera(type(self))
        # A method may also be put into one object alone.
        is_stock = methods_of_shape(type(vmobject)) == stock_shape and vmobject.__dict__.keys().isdisjoint(of_shape)
        if not (draws_as_stock and is_stock and self.__dict__.keys().isdisjoint(of_camera)) or not is_cubic(vmobject) or not are_plain(vmobject.points):
            return stock_display(self, vmobject, ctx)
        join, cap = joins.get(vmobject.joint_type), caps.get(vmobject.cap_style)
        if join is None or cap is None:  # which matters to Manim only where there is a stroke
            return stock_display(self, vmobject, ctx)
        if not (leaves_colors or sees_depth):
            return stock_display(self, vmobject, ctx)  # functions of the scene say which colours, and may notice when and how they are asked
        if sees_depth:
            if not captures and vmobject in self.fixed_orientation_mobjects:
                return stock_display(self, vmobject, ctx)  # a function of the scene says where it is, which may notice how often it is asked
            # What is fixed in the frame stays where it is, and light falls only on what is to be shaded.
            leaves_points, leaves_colors = vmobject in self.fixed_in_frame_mobjects, not vmobject.shade_in_3d
        points = vmobject.points if leaves_points else self.transform_points_pre_display(vmobject, vmobject.points)
        light = light_on(self, vmobject) if sees_depth and not leaves_colors else None
        if leaves_colors or light is not None:
            # Asked for, because some shapes were never given a colour.
            fill, stroke, behind = vmobject.get_fill_rgbas(), vmobject.get_stroke_rgbas(), vmobject.get_stroke_rgbas(True)
        else:
            fill, stroke = self.get_fill_rgbas(vmobject), self.get_stroke_rgbas(vmobject)
            # Where there is no width Manim does not ask for the colour.
            behind = self.get_stroke_rgbas(vmobject, background=True) if vmobject.background_stroke_width else fill
        ends = None
        if (sees_depth or leaves_points) and (light is not None or len(fill) != 1 or (len(stroke) != 1 and vmobject.stroke_width)):
            ends = np.array(vmobject.get_gradient_start_and_end_points())
            ends = ends if leaves_points else self.transform_points_pre_display(vmobject, ends)
        was_drawn = draw(
            ctx, points, vmobject.tolerance_for_point_equality, behind, vmobject.background_stroke_width, fill, stroke, vmobject.stroke_width,
            self.cairo_line_width_multiple, join, cap, light, ends,
        )  # fmt: skip
        return self if was_drawn else stock_display(self, vmobject, ctx)

    Camera.display_vectorized = display_vectorized  # type: ignore[method-assign]
