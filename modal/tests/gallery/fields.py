"""Arrow vector fields that nudge what stands in them."""

from manim import *


class Fields(Scene):
    def construct(self):
        f = lambda p: (p[0] * UR + p[1] * LEFT) - p
        a = ArrowVectorField(f, x_range=[-4, 4, 1], y_range=[-3, 3, 1], colors=[RED, YELLOW, BLUE])
        self.play(*[GrowArrow(v) for v in a], run_time=0.4)
        s = StreamLines(f, stroke_width=2, x_range=[-3, 3, 1], y_range=[-2, 2, 1], virtual_time=1)
        self.play(s.create(), run_time=0.5)
        c = Circle(radius=1).shift(LEFT)
        self.add(c)
        a.nudge(c, -2, 60, True)
        c.add_updater(a.get_nudge_updater())
        sq = Square().shift(2 * RIGHT + UP)
        self.add(sq)
        a.add_updater(lambda m, dt: m.shift(dt * 0.2 * RIGHT))
        self.wait(0.5)
        self.play(a.animate.become(ArrowVectorField(lambda p: np.array([p[1], -p[0], 0]), x_range=[-4, 4, 1], y_range=[-3, 3, 1])), run_time=0.4)
