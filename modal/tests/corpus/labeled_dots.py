"""Labelled dots, lines and polygons; annotations of figures."""

from manim import *


class LabeledDotsShown(Scene):
    def construct(self):
        dots = VGroup(LabeledDot("A"), LabeledDot(MathTex("b", color=BLACK)), AnnotationDot()).arrange(RIGHT, buff=1.5)
        line = LabeledLine("x", label_position=0.6, start=LEFT * 4 + DOWN * 2, end=RIGHT * 3 + DOWN * 2)
        arrow = LabeledArrow("0.5", start=LEFT * 3 + UP * 2, end=RIGHT * 3 + UP * 2.5)
        self.play(Create(dots), FadeIn(line), run_time=0.6)
        self.play(Create(arrow), dots[0].animate.scale(1.5).set_color(RED), run_time=0.5)
