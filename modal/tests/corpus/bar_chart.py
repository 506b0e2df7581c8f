"""A bar chart whose values change."""

from manim import *


class BarChartShown(Scene):
    def construct(self):
        chart = BarChart([1, 3, -2, 4], bar_names=["a", "b", "c", "d"], y_range=[-3, 5, 2], y_length=4, x_length=6)
        labels = chart.get_bar_labels(font_size=30)
        self.play(Create(chart), run_time=0.6)
        self.play(FadeIn(labels), run_time=0.3)
        self.play(chart.animate.change_bar_values([2, 1, 3, -1]), run_time=0.6)
