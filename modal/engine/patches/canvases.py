"""Frames painted by one call into C, on a picture of which it is known what has to be drawn anew."""

from itertools import groupby
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from manim import Mobject, MovingCamera, PMobject, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP, Camera
from manim.mobject.types.image_mobject import AbstractImageMobject

from engine.canvas import Canvas, Watched, is_plain, keep, kept
from engine.native import load_native
from engine.patches.paths import OF_SHAPE

CAMERAS = (Camera, MovingCamera)
# What must be Manim's own, so that painting stands for all of it: of a camera everything.
OF_PAINTING = tuple(name for name, value in vars(Camera).items() if isinstance(value, FunctionType))
SHAPE, UNSEEN, UNKNOWN = "shape", "unseen", "unknown"
OF_PAINTED_SHAPE = (*OF_SHAPE, "get_background_image")


class Painter:
    """Paints for cameras that are Manim's own."""

    def __init__(self, native: ModuleType) -> None:
        self._native = native
        # Taken when all patches are in place.
        self._of_cameras = {kind: tuple(getattr(kind, name) for name in OF_PAINTING) for kind in CAMERAS}
        self._of_shape = tuple(getattr(VMobject, name) for name in OF_PAINTED_SHAPE)
        self._joins = tuple((kind, int(join)) for kind, join in LINE_JOIN_MAP.items())
        self._caps = tuple((kind, int(cap)) for kind, cap in CAP_STYLE_MAP.items())

    def canvas_for(self, camera: Camera) -> Canvas | None:
        """The picture of a camera that was just made, for which nobody has asked it."""
        pixels = camera.__dict__["pixel_array"]
        height, width = pixels.shape[:2]
        if not self._is_stock(camera) or not is_plain(pixels) or height % 2 or width % 2:
            return None
        keep(camera, "pixel_array")
        keep(camera, "background")
        return Canvas(pixels)

    def paint(self, canvas: Canvas, camera: Camera, background: np.ndarray | None, mobjects: Any) -> bool:
        """Whether the frame was painted; if not, it has to be drawn as ever."""
        if background is None or kept(camera, "pixel_array") is not canvas.pixels:
            return False
        if not self._is_stock(camera) or not is_plain(background) or background.shape != canvas.pixels.shape:
            return False
        mobjects = camera.get_mobjects_to_display(mobjects)
        canvas.restore(background, self._native)
        if not self._paint_shapes(canvas, camera, mobjects):
            canvas.mark_everything()
            for kind, group in groupby(mobjects, camera.type_or_raise):
                camera.display_funcs[kind](list(group), canvas.pixels)
        return True

    def _paint_shapes(self, canvas: Canvas, camera: Camera, mobjects: list[Mobject]) -> bool:
        """Whether these are shapes that C can paint; if not, nothing was."""
        kinds = {kind: self._look_at(kind) for kind in set(map(type, mobjects))}
        if UNKNOWN in kinds.values():
            return False
        shapes = mobjects if UNSEEN not in kinds.values() else [mobject for mobject in mobjects if kinds[type(mobject)] is SHAPE]
        context = camera.get_cairo_context(canvas.pixels)
        return self._native.paint(
            context, shapes, canvas.drawn, canvas.changed, canvas.width, len(canvas.pixels), camera.cairo_line_width_multiple,
            self._joins, self._caps, OF_PAINTED_SHAPE, lambda shape: camera.display_vectorized(shape, context),
        )  # fmt: skip

    def _look_at(self, kind: type[Mobject]) -> str:
        """Of what is neither shape, cloud nor image, Manim's cameras show nothing (a ValueTracker has a point)."""
        if issubclass(kind, VMobject):
            return SHAPE if self._of_shape == tuple(getattr(kind, name) for name in OF_PAINTED_SHAPE) else UNKNOWN
        return UNSEEN if issubclass(kind, Mobject) and not issubclass(kind, PMobject | AbstractImageMobject) else UNKNOWN

    def _is_stock(self, camera: Camera) -> bool:
        kind = type(camera)
        stock = self._of_cameras.get(kind)
        return stock is not None and stock == tuple(getattr(kind, name) for name in OF_PAINTING) and camera.__dict__.keys().isdisjoint(OF_PAINTING)


def apply() -> None:
    native = load_native()
    if native is None:
        return
    global painter
    stock_background = Camera.init_background

    def init_background(self: Camera) -> None:
        stock_background(self)
        if type(self) in CAMERAS:
            keep(self, "background")

    Camera.init_background = init_background  # type: ignore[method-assign]
    Camera.pixel_array = Watched("pixel_array")  # type: ignore[assignment]
    Camera.background = Watched("background")  # type: ignore[assignment]
    painter = Painter(native)


# There is one where the part in C is, and this release of Manim.
painter: Painter | None = None
