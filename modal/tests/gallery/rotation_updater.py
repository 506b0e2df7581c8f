"""Updaters that draw as they go; three scenes."""

from manim import *


class RotationUpdater(Scene):
    def construct(self):
        def f(m, dt):
            m.rotate_about_origin(dt)

        def b(m, dt):
            m.rotate_about_origin(-dt)

        l = Line(ORIGIN, LEFT).set_color(YELLOW)
        l.add_updater(f)
        self.add(Line(ORIGIN, LEFT).set_color(WHITE), l)
        self.wait(0.5)
        l.remove_updater(f)
        l.add_updater(b)
        self.wait(0.5)
        l.remove_updater(b)
        self.wait(0.1)


class PointWithTrace(Scene):
    def construct(self):
        p = VMobject()
        dot = Dot()
        p.set_points_as_corners([dot.get_center(), dot.get_center()])

        def u(p):
            q = p.copy()
            q.add_points_as_corners([dot.get_center()])
            p.become(q)

        p.add_updater(u)
        self.add(p, dot)
        self.play(Rotating(dot, angle=PI, about_point=RIGHT, run_time=0.5))
        self.wait(0.1)
        self.play(dot.animate.shift(UP), run_time=0.3)
        self.play(dot.animate.shift(LEFT), run_time=0.3)


class SineCurveUnitCircle(Scene):
    def construct(self):
        self.c = Circle(radius=1).move_to([-4, 0, 0])
        self.add(Line([-6, 0, 0], [6, 0, 0]), Line([-4, -2, 0], [-4, 2, 0]), self.c)
        dot = Dot(radius=0.08, color=YELLOW).move_to(self.c.point_from_proportion(0))
        self.t = 0

        def go(m, dt):
            self.t += dt * 0.9
            m.move_to(self.c.point_from_proportion(self.t % 1))

        dot.add_updater(go)
        ol = always_redraw(lambda: Line([-4, 0, 0], dot.get_center(), color=BLUE))
        dl = always_redraw(lambda: Line(dot.get_center(), [-3 + self.t * 4, dot.get_center()[1], 0], color=YELLOW_A, stroke_width=2))
        self.curve = VGroup(Line([-3, 0, 0], [-3, 0, 0]))

        def gc():
            last = self.curve[-1]
            self.curve.add(Line(last.get_end(), [-3 + self.t * 4, dot.get_center()[1], 0], color=YELLOW_D))
            return self.curve

        self.add(dot, ol, dl, always_redraw(gc))
        self.wait(0.9)
        dot.remove_updater(go)
