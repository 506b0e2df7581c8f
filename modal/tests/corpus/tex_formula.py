"""Formulas: parts, colours, fractions and an aligned block."""

from manim import *


class TexFormulaShown(Scene):
    def construct(self):
        formula = MathTex(r"e^{i\pi}", "+", "1", "=", "0").set_color_by_tex("1", YELLOW)
        block = MathTex(r"\int_0^1 x^2\,dx &= \frac{1}{3} \\ \sum_{k=1}^{n} k &= \frac{n(n+1)}{2}").next_to(formula, DOWN)
        words = Tex(r"Words with $\alpha$ and \textbf{bold}", color=GREEN).next_to(formula, UP)
        self.play(Write(formula), run_time=0.6)
        self.play(FadeIn(block, shift=UP), Write(words), run_time=0.6)
        self.play(formula[0].animate.set_color(RED), Circumscribe(block), run_time=0.6)
        self.wait(0.3)
