"""All that axes can plot."""

from manim import *


class SinCosPlot(Scene):
    def construct(self):
        axes = Axes(
            x_range=[-10, 10.3, 1],
            y_range=[-1.5, 1.5, 1],
            x_length=10,
            axis_config={"color": GREEN},
            x_axis_config={"numbers_to_include": np.arange(-10, 10.01, 2), "numbers_with_elongated_ticks": np.arange(-10, 10.01, 2)},
            tips=False,
        )
        labels = axes.get_axis_labels()
        sg = axes.plot(lambda x: np.sin(x), color=BLUE)
        cg = axes.plot(lambda x: np.cos(x), color=RED)
        sl = axes.get_graph_label(sg, r"\sin(x)", x_val=-10, direction=UP / 2)
        vl = axes.get_vertical_line(axes.i2gp(TAU, cg), color=YELLOW, line_func=Line)
        area = axes.get_area(sg, [0, PI], bounded_graph=cg, color=[RED, BLUE], opacity=0.5)
        rr = axes.get_riemann_rectangles(sg, x_range=[-6, -2], dx=0.4, input_sample_type="center")
        ss = axes.get_secant_slope_group(x=3, graph=sg, dx=1, dx_label="dx", dy_label="dy", secant_line_length=4)
        self.play(Create(axes), FadeIn(labels), run_time=0.4)
        self.play(Create(sg), Create(cg), FadeIn(sl), run_time=0.4)
        self.play(FadeIn(area), Create(rr), Create(vl), run_time=0.4)
        self.play(FadeIn(ss), TransformMatchingShapes(rr, axes.get_riemann_rectangles(sg, x_range=[-6, -2], dx=0.2)), run_time=0.5)
        self.play(axes.animate.scale(0.7), run_time=0.3)
        dg = axes.plot_derivative_graph(sg, color=GREEN)
        ag = axes.plot_antiderivative_graph(sg, color=PINK)
        pl = axes.plot_parametric_curve(lambda t: [t, np.cos(t) * 0.5, 0], t_range=[-5, 5], color=WHITE)
        lg = axes.plot_line_graph([1, 2, 3, 4], [0, 1, -1, 0.5], line_color=GOLD, vertex_dot_style={"stroke_width": 3})
        self.play(Create(VGroup(dg, ag, pl, lg)), run_time=0.4)
        self.add(axes.get_lines_to_point(axes.c2p(3, 1)), axes.get_T_label(x_val=2, graph=sg, label="T"))
        self.wait(0.1)
