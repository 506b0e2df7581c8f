"""Random numbers of every kind that scenes use."""

import random

from manim import *


class RandomWalkShown(Scene):
    def construct(self):
        points = [np.array([random.uniform(-4, 4), np.random.normal(0, 1), 0]) for _ in range(12)]
        path = VMobject(color=random_bright_color()).set_points_as_corners(points)
        dots = VGroup(*[Dot(point, color=random_color()) for point in points])
        self.play(Create(path), run_time=0.6)
        self.play(*[dot.animate.shift(np.random.rand() * UP) for dot in dots], run_time=0.6)
