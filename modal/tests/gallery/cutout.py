"""A shape with holes."""

from manim import *


class Cut(Scene):
    def construct(self):
        s1 = Square().scale(2.5)
        s2 = Triangle().shift(DOWN + RIGHT).scale(0.5)
        s3 = Square().shift(UP + RIGHT).scale(0.5)
        s4 = RegularPolygon(5).shift(DOWN + LEFT).scale(0.5)
        c = Cutout(s1, s2, s3, s4, fill_opacity=1, color=BLUE, stroke_color=RED)
        self.play(Write(c), run_time=0.6)
        self.play(Rotate(c), run_time=0.4)
        self.play(c.animate.set_color_by_gradient(RED, YELLOW, BLUE), run_time=0.3)
