"""A pendulum, its graph and its trace."""

from manim import *


class PhysicsLike(Scene):
    def construct(self):
        pend = VGroup(Line(ORIGIN, 2 * DOWN), Dot(2 * DOWN, radius=0.2))
        pend.theta, pend.omega = 1.0, 0.0

        def step(m, dt):
            m.omega -= 5 * np.sin(m.theta) * dt
            d = m.omega * dt
            m.theta += d
            m.rotate(d, about_point=ORIGIN)

        pend.add_updater(step)
        tr = TracedPath(pend[1].get_center, stroke_color=BLUE)
        self.add(pend, tr)
        ax = Axes(x_range=[0, 2], y_range=[-1, 1], x_length=4, y_length=2).to_corner(UR)
        pts = [ax.c2p(0, 1)]
        gr = always_redraw(lambda: VMobject(color=RED).set_points_as_corners(pts if len(pts) > 1 else pts * 2))
        self.add(ax, gr)

        def log(dt):
            pts.append(ax.c2p(self.time - 0, pend.theta))

        self.add_updater(log)
        self.wait(1.0)
        self.remove_updater(log)
        pend.suspend_updating()
        self.play(FadeOut(pend), run_time=0.2)
        w = FunctionGraph(lambda x: np.sin(x), color=YELLOW)
        ph = ValueTracker(0)
        w.add_updater(lambda m: m.become(FunctionGraph(lambda x: np.sin(x + ph.get_value()), color=YELLOW)))
        self.add(w)
        self.play(ph.animate.set_value(3), run_time=0.5)
        ct = ComplexValueTracker(1 + 1j)
        dd = Dot().add_updater(lambda m: m.move_to(ct.points))
        self.add(dd)
        self.play(ct.animate.set_value(-2), run_time=0.3)
