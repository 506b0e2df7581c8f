"""Two scenes in one file; the second has a camera of its own size of frame."""

from manim import *


class ChainedScenesShown(Scene):
    def construct(self):
        self.play(Create(Square()), run_time=0.4)


class SecondShown(MovingCameraScene):
    def construct(self):
        self.camera.frame.set(width=7)
        self.play(FadeIn(Circle(fill_opacity=1)), run_time=0.4)
