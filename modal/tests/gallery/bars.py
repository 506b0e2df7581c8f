"""A bar chart whose values change."""

from manim import *


class Bars(Scene):
    def construct(self):
        chart = BarChart(
            values=[-5, 40, -10, 20, -3],
            bar_names=["one", "two", "three", "four", "five"],
            y_range=[-20, 50, 10],
            y_length=5,
            x_length=9,
            x_axis_config={"font_size": 30},
            bar_colors=[RED, BLUE],
            bar_fill_opacity=0.5,
            bar_stroke_width=5,
        )
        c_bar_lbls = chart.get_bar_labels(font_size=36)
        self.play(Create(chart), FadeIn(c_bar_lbls), run_time=0.7)
        self.play(chart.animate.change_bar_values([10, 30, 5, -10, 45]), run_time=0.6)
        self.wait(0.1)
