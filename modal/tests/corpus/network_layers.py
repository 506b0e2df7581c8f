"""A small neural network: many lines and circles, lit in turn."""

from manim import *


class NetworkLayersShown(Scene):
    def construct(self):
        layers = VGroup(*[VGroup(*[Circle(0.2, color=WHITE) for _ in range(n)]).arrange(DOWN, buff=0.3) for n in (3, 5, 4, 2)]).arrange(RIGHT, buff=1.5)
        edges = VGroup(*[VGroup(*[Line(a.get_right(), b.get_left(), stroke_width=1, stroke_opacity=0.6) for a in one for b in two]) for one, two in zip(layers, layers[1:])])
        self.play(LaggedStartMap(Create, edges, lag_ratio=0.1), FadeIn(layers), run_time=0.8)
        for layer, weights in zip(layers, edges):
            self.play(layer.animate.set_fill(YELLOW, 0.8), ShowPassingFlash(weights.copy().set_color(RED).set_stroke(width=2), time_width=0.5), run_time=0.4)
