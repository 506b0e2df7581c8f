"""Polar, logarithmic and complex planes, implicit and parametric curves."""

from manim import *


class AxesKindsShown(Scene):
    def construct(self):
        polar = PolarPlane(size=3, radius_max=2).add_coordinates().to_edge(LEFT)
        log = Axes(x_range=[0, 3], y_range=[0, 3], x_length=3, y_length=3, y_axis_config={"scaling": LogBase(10)}).add_coordinates()
        plane = ComplexPlane(x_range=[-2, 2], y_range=[-2, 2], x_length=3, y_length=3).add_coordinates().to_edge(RIGHT)
        implicit = plane.plot_implicit_curve(lambda x, y: x * y * (x + y) - 1, color=YELLOW)
        heart = polar.plot_polar_graph(lambda t: 2 * np.sin(3 * t), [0, 2 * PI], color=RED)
        self.play(Create(polar), FadeIn(log), Create(plane), run_time=0.6)
        self.play(Create(implicit), Create(heart), Create(ParametricFunction(lambda t: [np.cos(2 * t), np.sin(3 * t), 0], t_range=[0, TAU])), run_time=0.8)
