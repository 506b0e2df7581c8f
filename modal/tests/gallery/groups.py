"""Dictionaries and groups of mobjects, paths built by hand."""

from manim import *


class Groups(Scene):
    def construct(self):
        d = VDict({"s": Square(), "c": Circle().shift(RIGHT)}, show_keys=True)
        self.play(Create(d), run_time=0.4)
        d["t"] = Triangle().shift(2 * LEFT)
        self.play(d["s"].animate.set_color(RED), run_time=0.2)
        d.remove("c")
        self.wait(0.1)
        c = CurvesAsSubmobjects(Star()).set_color_by_gradient(RED, BLUE)
        self.play(Create(c, lag_ratio=0.5), run_time=0.4)
        g = Group(Square(), ImageMobject(np.uint8([[255, 0], [0, 255]])).scale(40)).arrange()
        self.play(FadeIn(g), run_time=0.3)
        self.play(g.animate.shift(UP).scale(0.5), run_time=0.3)
        p = VMobject(color=GREEN).start_new_path(LEFT)
        p.add_line_to(UP)
        p.add_cubic_bezier_curve_to(RIGHT, DOWN, ORIGIN)
        p.add_smooth_curve_to(DR)
        p.close_path()
        p.add_quadratic_bezier_curve_to(UL, 2 * UL)
        self.play(Create(p), run_time=0.3)
        q = p.copy().make_jagged()
        q.make_smooth()
        self.play(Transform(p, q), run_time=0.2)
        self.play(p.animate.become(p.get_subcurve(0.1, 0.7)), run_time=0.2)
        t = VMobject().set_points_smoothly([LEFT * 3, UP, DOWN, RIGHT * 3])
        t.reverse_direction()
        t.joint_type = LineJointType.ROUND
        t.cap_style = CapStyleType.ROUND
        t.set_stroke(width=25)
        self.play(Create(t), run_time=0.3)
