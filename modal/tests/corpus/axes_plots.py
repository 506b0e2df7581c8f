"""Axes with numbers and labels, graphs, areas, Riemann sums, a tangent."""

from manim import *


class AxesPlotsShown(Scene):
    def construct(self):
        axes = Axes(x_range=[-1, 5, 1], y_range=[-1, 4, 1], x_length=8, y_length=5, axis_config={"include_numbers": True}, tips=False)
        labels = axes.get_axis_labels(x_label="t", y_label="f(t)")
        graph = axes.plot(lambda x: 2 + np.sin(x), color=BLUE, x_range=[0, 5])
        area = axes.get_area(graph, x_range=(1, 3), color=[GREEN, BLUE], opacity=0.5)
        bars = axes.get_riemann_rectangles(graph, x_range=[3, 5], dx=0.25)
        self.play(Create(axes), FadeIn(labels), run_time=0.6)
        self.play(Create(graph), FadeIn(area), run_time=0.6)
        self.play(FadeIn(bars), Create(axes.get_secant_slope_group(2, graph, dx=0.5, dx_label="h")), run_time=0.6)
