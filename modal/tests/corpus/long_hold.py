"""Frames that are held, also with updaters that change nothing, around short animations."""

from manim import *


class LongHoldShown(Scene):
    def construct(self):
        square = Square(color=BLUE, fill_opacity=0.7)
        self.add(square)
        self.wait(1.5)
        self.play(square.animate.shift(UP), run_time=0.2)
        steady = Dot(color=RED).add_updater(lambda m: m)
        self.add(steady)
        self.wait(1)
        self.play(FadeOut(square, steady), run_time=0.2)
        self.wait(0.5)
