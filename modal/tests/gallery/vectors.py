"""The scene of vectors."""

from manim import *


class Vecs(VectorScene):
    def construct(self):
        plane = self.add_plane()
        v = self.add_vector([2, 1], color=RED)
        self.wait(0.1)
