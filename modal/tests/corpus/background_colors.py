"""A background of another colour, z indices, shapes half transparent over it."""

from manim import *


class BackgroundColorsShown(Scene):
    def construct(self):
        self.camera.background_color = "#224433"
        low, high = Square(2, fill_opacity=0.9, color=RED).set_z_index(2), Circle(1.2, fill_opacity=0.9, color=YELLOW)
        self.add(low, high)
        self.play(high.animate.shift(RIGHT), run_time=0.4)
        high.set_z_index(3)
        self.play(low.animate.set_opacity(0.3), run_time=0.4)
        self.camera.background_color = WHITE
        self.play(FadeOut(low), run_time=0.4)
