"""Traced paths that fade, boundaries that run."""

from manim import *


class Traces(Scene):
    def construct(self):
        d = Dot(color=RED).shift(3 * LEFT)
        t1 = TracedPath(d.get_center, dissipating_time=0.3, stroke_opacity=[0, 1], stroke_color=YELLOW)
        t2 = TracedPath(d.get_top, stroke_width=6)
        self.add(t1, t2, d)
        self.play(d.animate(path_arc=PI / 2).shift(6 * RIGHT), run_time=0.8)
        self.play(Rotate(d, TAU, about_point=ORIGIN), run_time=0.6)
        b = AnimatedBoundary(Square(), colors=[RED, GREEN], cycle_rate=3)
        self.add(b)
        self.wait(0.5)
