"""Cameras that override how they draw; three scenes."""

from manim import *


class Inverting(Camera):
    def capture_mobjects(self, mobjects, **kw):
        super().capture_mobjects(mobjects, **kw)
        self.pixel_array[:, :, :3] = 255 - self.pixel_array[:, :, :3]


class Thick(Camera):
    def get_stroke_rgbas(self, vmobject, background=False):
        return super().get_stroke_rgbas(vmobject, background) * [1, 0.5, 0.5, 1]

    def apply_fill(self, ctx, vmobject):
        self.set_cairo_context_color(ctx, np.array([[0.3, 0.3, 1, 0.5]]), vmobject)
        ctx.fill_preserve()
        return self


class Shifted(MovingCamera):
    def transform_points_pre_display(self, mobject, points):
        return points + 0.1 * np.sin(3 * points[:, ::-1])

    def display_multiple_vectorized_mobjects(self, vmobjects, pixel_array):
        super().display_multiple_vectorized_mobjects(vmobjects[::-1], pixel_array)

    def get_stroke_rgbas(self, vmobject, background):  # Manim always says which
        return super().get_stroke_rgbas(vmobject, background) * [0.7, 1, 1, 1]


class OneCamera(Scene):
    def __init__(self, **kw):
        super().__init__(camera_class=Inverting, **kw)

    def construct(self):
        self.add(Circle(fill_opacity=0.5))
        self.play(Create(Square()), run_time=0.3)


class TwoCamera(Scene):
    def __init__(self, **kw):
        super().__init__(camera_class=Thick, **kw)

    def construct(self):
        self.add(Circle(fill_opacity=0.5))
        self.play(Create(Square(stroke_width=9)), run_time=0.3)


class ThreeCamera(MovingCameraScene):
    def __init__(self, **kw):
        super().__init__(camera_class=Shifted, **kw)

    def construct(self):
        self.add(Circle(fill_opacity=1), Star(fill_opacity=1, color=RED))
        self.play(Create(Square()), self.camera.frame.animate.scale(0.7), run_time=0.3)
