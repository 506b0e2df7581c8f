"""Scenes that bring a renderer of their own."""

from manim import *
from manim.renderer.cairo_renderer import CairoRenderer


class StripedRenderer(CairoRenderer):
    def update_frame(self, scene, *arguments, **keywords):
        super().update_frame(scene, *arguments, **keywords)
        self.camera.pixel_array[::20] = 200


class PlainOne(Scene):
    def __init__(self, **keywords):
        super().__init__(renderer=CairoRenderer(), **keywords)

    def construct(self):
        self.play(Create(Square()), run_time=0.3)
        self.wait(0.2)


class StripedOne(MovingCameraScene):
    def __init__(self, **keywords):
        super().__init__(renderer=StripedRenderer(camera_class=MovingCamera), **keywords)

    def construct(self):
        self.play(Create(Square()), run_time=0.3)
        self.play(self.camera.frame.animate.scale(0.5), run_time=0.2)
