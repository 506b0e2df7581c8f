"""Traced paths: one that stays and one that fades."""

from manim import *


class TracedPathShown(Scene):
    def construct(self):
        wheel = Circle(0.5).shift(LEFT * 4)
        dot = Dot(wheel.get_top(), color=YELLOW)
        rolling = VGroup(wheel, dot)
        self.add(rolling, TracedPath(dot.get_center, stroke_color=YELLOW), TracedPath(wheel.get_right, dissipating_time=0.4, stroke_opacity=[0, 1]))
        self.play(rolling.animate.shift(RIGHT * 4), Rotate(dot, -TAU, about_point=wheel.get_center()), run_time=0.6)
        self.play(Rotate(rolling, PI), run_time=0.8)
