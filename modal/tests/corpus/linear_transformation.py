"""The plane, its basis vectors and a vector under a matrix."""

from manim import *


class LinearTransformationShown(LinearTransformationScene):
    def construct(self):
        self.add_vector([1, 1], color=YELLOW, animate=False)
        self.apply_matrix([[1, 1], [0, 1]], run_time=0.8)
        self.wait(0.2)
