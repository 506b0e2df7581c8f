"""Implicit and parametric curves, functions with gaps."""

from manim import *


class Implicit(Scene):
    def construct(self):
        g = ImplicitFunction(lambda x, y: x * y**2 - x**2 * y - 2, color=YELLOW)
        ax = Axes(x_range=[-3, 3], y_range=[-2, 2], tips=False, axis_config={"include_numbers": True})
        h = ax.plot_implicit_curve(lambda x, y: x**2 + y**2 - 2, color=RED, min_depth=4, max_quads=800)
        p = ParametricFunction(lambda t: (np.sin(3 * t) * 2, np.sin(2 * t), 0), t_range=(0, TAU, 0.05), use_smoothing=False, color=GREEN)
        q = FunctionGraph(lambda t: 1 / t, x_range=[-2, 2], discontinuities=[0], dt=0.05)
        self.add(NumberPlane(), ax)
        self.play(Create(g), Create(h), run_time=0.6)
        self.play(Transform(g, p), FadeIn(q), run_time=0.5)
        self.play(MoveAlongPath(Dot(color=PINK), p), run_time=0.5, rate_func=linear)
