"""Arrows of a vector field, and stream lines that flow."""

from manim import *


class VectorFieldsShown(Scene):
    def construct(self):
        field = ArrowVectorField(lambda p: np.sin(p[1]) * RIGHT + np.cos(p[0]) * UP, x_range=[-3, 3, 1], y_range=[-2, 2, 1])
        lines = StreamLines(lambda p: p[1] * RIGHT - p[0] * UP, x_range=[-2, 2, 1], y_range=[-2, 2, 1], stroke_width=2, max_anchors_per_line=20, noise_factor=0.1)
        self.play(Create(field), run_time=0.5)
        self.add(lines)
        lines.start_animation(warm_up=False, flow_speed=1.5)
        self.wait(0.8)
