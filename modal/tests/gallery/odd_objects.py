"""Shapes without colours or with joints that are none, and objects that walk and count in ways of their own; three scenes."""

from manim import *


class Bare(VMobject):
    def init_colors(self, propagate_colors=True):
        return self

    def generate_points(self):
        self.set_points_as_corners([LEFT, UP, RIGHT, LEFT])


def jointless():
    shape = Square(stroke_width=0, fill_opacity=1, color=RED)
    shape.joint_type, shape.cap_style = None, "round"
    return shape


class WithoutColors(Scene):
    def construct(self):
        square, circle = Square(), Circle(fill_opacity=0.5)
        del square.fill_rgbas
        del circle.background_stroke_rgbas
        self.add(Bare(), square, circle, jointless().shift(2 * LEFT))
        self.play(Rotate(Dot(), about_point=UP), run_time=0.2)


class WithoutColorsInDepth(ThreeDScene):
    def construct(self):
        self.add(Bare(), Bare().set_shade_in_3d(), jointless())
        self.move_camera(phi=1, run_time=0.2)


class OwnWalks(Scene):
    def construct(self):
        uncounted = Circle()
        uncounted.get_num_points = lambda: 0
        walking = VGroup(Square().shift(2 * LEFT))
        walking._iter_family = lambda path: iter([walking])
        group = VGroup(Square(), uncounted, VGroup(walking))
        self.add(group, Triangle())
        self.play(group.animate.shift(UP), run_time=0.2)
        alone = Dot(3 * RIGHT)
        alone._iter_family = lambda path: iter([Star()])
        self.play(FadeIn(alone), run_time=0.2)
