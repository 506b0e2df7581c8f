"""LaggedStart, Succession and AnimationGroup inside one another."""

from manim import *


class LaggedStartShown(Scene):
    def construct(self):
        squares = VGroup(*[Square(0.5, fill_opacity=0.7, color=color) for color in (RED, ORANGE, YELLOW, GREEN, BLUE, PURPLE)]).arrange(RIGHT)
        self.play(LaggedStart(*[FadeIn(s, shift=DOWN) for s in squares], lag_ratio=0.3), run_time=0.8)
        self.play(Succession(Rotate(squares[0], PI), AnimationGroup(*[s.animate.shift(UP) for s in squares[1:3]]), FadeOut(squares[3])), run_time=0.9)
        self.play(LaggedStartMap(ShrinkToCenter, squares[4:]), run_time=0.5)
