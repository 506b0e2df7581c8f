"""Unions, intersections, differences."""

from manim import *


class Booleans(Scene):
    def construct(self):
        e1 = Ellipse(width=4.0, height=5.0, fill_opacity=0.5, color=BLUE, stroke_width=10).move_to(LEFT)
        e2 = e1.copy().set_color(color=RED).move_to(RIGHT)
        bool_ops_text = MarkupText("<u>Boolean Operation</u>").next_to(e1, UP * 3)
        eg = Group(bool_ops_text, e1, e2).move_to(LEFT * 3)
        self.play(FadeIn(eg), run_time=0.3)
        i = Intersection(e1, e2, color=GREEN, fill_opacity=0.5)
        self.play(i.animate.scale(0.25).move_to(RIGHT * 5 + UP * 2.5), run_time=0.3)
        self.play(Union(e1, e2, color=ORANGE, fill_opacity=0.5).animate.scale(0.3).next_to(i, DOWN), run_time=0.3)
        self.play(Exclusion(e1, e2, color=YELLOW, fill_opacity=0.5).animate.scale(0.3).next_to(i, DOWN, buff=2), run_time=0.3)
        self.play(Difference(e1, Square(), color=PINK, fill_opacity=0.5).animate.scale(0.3).next_to(i, LEFT), run_time=0.3)
