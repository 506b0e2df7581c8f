"""Formulas set by Typst."""

from manim import *


class TypstFormulaShown(Scene):
    def construct(self):
        formula = MathTypst("sum_(k=1)^n k = (n(n+1))/2")
        self.play(Write(formula), run_time=0.6)
        self.play(FadeIn(Typst("*bold* and _slanted_").next_to(formula, DOWN)), run_time=0.4)
