"""TransformMatchingTex, and the substrings that it looks for."""

from manim import *


class TexMatchingShown(Scene):
    def construct(self):
        first = MathTex("a^2", "+", "b^2", "=", "c^2")
        second = MathTex("a^2", "=", "c^2", "-", "b^2")
        third = MathTex(r"a = \sqrt{c^2 - b^2}", substrings_to_isolate=["a", "b", "c"])
        self.add(first)
        self.play(TransformMatchingTex(first, second, path_arc=PI / 2), run_time=0.8)
        self.play(TransformMatchingTex(second, third), run_time=0.8)
