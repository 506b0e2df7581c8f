"""An angle that moves."""

from manim import *


class MovingAngle(Scene):
    def construct(self):
        rc = LEFT
        theta = ValueTracker(110)
        l1 = Line(LEFT, RIGHT)
        lm = Line(LEFT, RIGHT)
        ref = lm.copy()
        lm.rotate(theta.get_value() * DEGREES, about_point=rc)
        a = Angle(l1, lm, radius=0.5, other_angle=False)
        tex = MathTex(r"\theta").move_to(Angle(l1, lm, radius=0.5 + 3 * SMALL_BUFF, other_angle=False).point_from_proportion(0.5))
        self.add(l1, lm, a, tex)
        lm.add_updater(lambda x: x.become(ref.copy()).rotate(theta.get_value() * DEGREES, about_point=rc))
        a.add_updater(lambda x: x.become(Angle(l1, lm, radius=0.5, other_angle=False)))
        tex.add_updater(lambda x: x.move_to(Angle(l1, lm, radius=0.5 + 3 * SMALL_BUFF, other_angle=False).point_from_proportion(0.5)))
        self.play(theta.animate.set_value(40), run_time=0.5)
        self.play(theta.animate.increment_value(140), run_time=0.5)
        self.play(tex.animate.set_color(RED), run_time=0.2)
        self.play(theta.animate.set_value(350), run_time=0.5)
        self.add(RightAngle(Line(), Line(ORIGIN, UP), quadrant=(1, -1)), Elbow(width=1).shift(2 * RIGHT))
        self.wait(0.1)
