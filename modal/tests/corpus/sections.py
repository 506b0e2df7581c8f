"""Sections, one of them skipped."""

from manim import *


class SectionsShown(Scene):
    def construct(self):
        self.next_section("shown")
        square = Square()
        self.play(Create(square), run_time=0.4)
        self.next_section("skipped", skip_animations=True)
        self.play(square.animate.shift(RIGHT * 2), run_time=0.4)
        self.wait(0.5)
        self.next_section("after")
        self.play(square.animate.rotate(PI / 4).set_fill(RED, 1), run_time=0.5)
