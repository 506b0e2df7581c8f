"""Colours that change over a shape: where the change begins and ends is the same for its fill and its strokes."""

from typing import Any

import cairo
import numpy as np
from manim import VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP, Camera


OFFSETS_OF_TWO = (0.0, 1.0)


def paint(camera: Camera, vmobject: VMobject, context: cairo.Context, behind: Any, fill: Any, stroke: Any) -> None:
    """Stroke behind, fill and stroke over the current path, as the camera's own methods make them one after the other. Both must be Manim's."""
    ends: list[Any] = []

    def set_color(rgbas: Any) -> None:
        if len(rgbas) == 1:
            context.set_source_rgba(*rgbas[0][2::-1], rgbas[0][3])
            return
        if not ends:
            start, end = camera.transform_points_pre_display(vmobject, vmobject.get_gradient_start_and_end_points())
            ends.extend((*start[:2], *end[:2]))
        pattern = cairo.LinearGradient(*ends)
        for rgba, offset in zip(rgbas, OFFSETS_OF_TWO if len(rgbas) == 2 else np.linspace(0, 1, len(rgbas)), strict=True):
            pattern.add_color_stop_rgba(offset, *rgba[2::-1], rgba[3])
        context.set_source(pattern)

    def paint_stroke(rgbas: Any, width: Any) -> None:
        if width == 0:
            return
        set_color(rgbas)
        context.set_line_width(width * camera.cairo_line_width_multiple)
        context.set_line_join(LINE_JOIN_MAP[vmobject.joint_type])
        context.set_line_cap(CAP_STYLE_MAP[vmobject.cap_style])
        context.stroke_preserve()

    paint_stroke(behind, vmobject.get_stroke_width(background=True))
    set_color(fill)
    context.fill_preserve()
    paint_stroke(stroke, vmobject.get_stroke_width())
