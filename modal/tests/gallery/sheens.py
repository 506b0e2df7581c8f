"""Sheen and gradients."""

from manim import *


class Sheens(Scene):
    def construct(self):
        a = Circle(fill_opacity=1, color=RED).set_sheen(0.5, DR).shift(3 * LEFT)
        b = Square(fill_opacity=1).set_color_by_gradient(BLUE, GREEN, YELLOW)
        c = Star(stroke_width=20, color=[RED, YELLOW, BLUE], sheen_direction=UR).shift(3 * RIGHT)
        d = Text("gradient").set_color_by_gradient(RED, BLUE).shift(2 * DOWN)
        e = Line(LEFT * 3, RIGHT * 3, stroke_width=15).set_color([RED, GREEN, BLUE]).shift(2 * UP)
        e.set_stroke(opacity=[0, 1, 0.3])
        self.play(Create(VGroup(a, b, c, d, e)), run_time=0.6)
        self.play(a.animate.set_sheen(-0.8), b.animate.rotate(1).set_sheen_direction(UP), Rotate(c), run_time=0.5)
        self.play(FadeToColor(c, PINK), b.animate.set_opacity([0.2, 1]), d.animate.fade(0.5), run_time=0.4)
