"""Graphs with trackers; three scenes."""

from manim import *


class HeatDiagram(Scene):
    def construct(self):
        ax = Axes(
            x_range=[0, 40, 5],
            y_range=[-8, 32, 5],
            x_length=9,
            y_length=6,
            x_axis_config={"numbers_to_include": np.arange(0, 40, 5)},
            y_axis_config={"numbers_to_include": np.arange(-5, 34, 5)},
            tips=False,
        )
        labels = ax.get_axis_labels(x_label=Tex(r"$\Delta Q$"), y_label=Tex(r"T[$^\circ C$]"))
        g = ax.plot_line_graph(x_values=[0, 8, 38, 39], y_values=[20, 0, 0, -5])
        self.add(ax, labels)
        self.play(Create(g), run_time=0.5)


class ArgMin(Scene):
    def construct(self):
        ax = Axes(x_range=[0, 10], y_range=[0, 100, 10], axis_config={"include_tip": False})
        f = lambda x: 2 * (x - 5) ** 2
        gr = ax.plot(f, color=MAROON)
        t = ValueTracker(0)
        dot = Dot(point=ax.coords_to_point(0, f(0)))
        dot.add_updater(lambda x: x.move_to(ax.c2p(t.get_value(), f(t.get_value()))))
        xs = np.linspace(*ax.x_range[:2], 200)
        m = xs[f(xs).argmin()]
        self.add(ax, ax.get_axis_labels(x_label="x", y_label="f(x)"), gr, dot)
        self.play(t.animate.set_value(m), run_time=0.6)


class PolygonOnAxes(Scene):
    def construct(self):
        ax = Axes(x_range=[0, 10], y_range=[0, 10], x_length=6, y_length=6, axis_config={"include_tip": False})
        t = ValueTracker(5)
        k = 25
        gr = ax.plot(lambda x: k / x, color=YELLOW_D, x_range=[k / 10, 10, 0.01], use_smoothing=False)

        def rect():
            p = Polygon(*[ax.c2p(*q) for q in [(t.get_value(), k / t.get_value()), (0, k / t.get_value()), (0, 0), (t.get_value(), 0)]])
            p.stroke_width = 1
            p.set_fill(BLUE, opacity=0.5)
            p.set_stroke(YELLOW_B)
            return p

        dot = Dot()
        dot.add_updater(lambda x: x.move_to(ax.c2p(t.get_value(), k / t.get_value())))
        dot.set_z_index(10)
        self.add(ax, gr, dot)
        self.play(Create(always_redraw(rect)), run_time=0.3)
        self.play(t.animate.set_value(10), run_time=0.5)
        self.play(t.animate.set_value(k / 10), run_time=0.5)
