"""Updaters of all sorts, and what turns into one."""

from manim import *


class Updates(Scene):
    def construct(self):
        s = Square()
        self.add(s)
        self.play(UpdateFromAlphaFunc(s, lambda m, a: m.set_fill(RED, a).shift(0.1 * UP * a)), run_time=0.5)
        c = Circle()
        self.play(UpdateFromFunc(c, lambda m: m.next_to(s, RIGHT)), s.animate.shift(LEFT), run_time=0.5)
        self.play(MaintainPositionRelativeTo(c, s), s.animate.shift(DOWN), run_time=0.4)
        t = ValueTracker(0)
        ln = always_redraw(lambda: Line(s.get_center(), c.get_center(), color=interpolate_color(RED, BLUE, t.get_value())))
        r = always_rotate(Triangle().shift(UP * 2), rate=2)
        a = always_shift(Dot(), RIGHT, 1)
        f = Dot(color=PINK)
        always(f.next_to, c, UP)
        self.add(ln, r, a, f)
        self.play(t.animate.set_value(1), turn_animation_into_updater(Create(Star().shift(3 * LEFT))) and Wait(0.3), run_time=0.5)
        m = Square().shift(3 * LEFT)
        cycle_animation(Rotate(m, PI, run_time=0.4))
        self.add(m)
        self.wait(0.6)
        m.suspend_updating()
        self.wait(0.2)
        m.resume_updating()
        self.wait(0.2)
