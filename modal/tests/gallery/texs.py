"""Formulas in parts, coloured and matched."""

from manim import *


class Texs(Scene):
    def construct(self):
        eq = MathTex(r"e^x", "=", r"x^0 + x^1 + \frac{1}{2} x^2 + \cdots")
        eq.set_color_by_tex("x^0", YELLOW)
        eq2 = MathTex(r"{{a^2}} + {{b^2}} = {{c^2}}").shift(DOWN)
        eq3 = MathTex(r"{{a^2}} = {{c^2}} - {{b^2}}").shift(DOWN)
        tx = Tex(r"\LaTeX{} \textit{text} $\int_0^1 f$", font_size=60).to_edge(UP)
        sd = SingleStringMathTex(r"\sum_{n=1}^\infty").shift(2 * DOWN)
        self.play(Write(eq), run_time=0.5)
        self.play(FadeIn(eq2, tx, sd), run_time=0.2)
        self.play(TransformMatchingTex(eq2, eq3, path_arc=1), eq[2].animate.set_color(RED), run_time=0.6)
        self.play(Indicate(eq.get_part_by_tex("=")), eq.animate.set_color_by_tex_to_color_map({"e": GREEN}), run_time=0.3)
        i = index_labels(eq[0])
        self.add(i)
        self.wait(0.1)
