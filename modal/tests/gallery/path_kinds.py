"""Paths with tolerances, splits and interpolations of their own."""

from manim import *
from manim.utils import paths


class Loose(VMobject):
    def __init__(self, **kw):
        super().__init__(tolerance_for_point_equality=0.5, **kw)
        self.set_points_as_corners([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0.3, 0]])


class OddClose(Square):
    def consider_points_equals_2d(self, a, b):
        return False


class OddSplit(Circle):
    def get_subpath_split_indices_from_points(self, points, n_dims=3):
        return np.array([[0, len(points) // 2], [len(points) // 2, len(points)]])


class ThreePer(VMobject):
    def get_anchors(self):
        return super().get_anchors()[::-1]


class PathKinds(Scene):
    def construct(self):
        ms = VGroup(Loose(), OddClose(stroke_width=30), OddSplit(fill_opacity=1), ThreePer().set_points_as_corners([LEFT, UP, RIGHT])).arrange(RIGHT)
        self.play(Create(ms), run_time=0.4)
        for p in (paths.spiral_path(2), paths.clockwise_path(), paths.path_along_arc(0.5), paths.straight_path(), lambda a, b, t: a + (b - a) * t**2):
            self.play(Transform(ms.copy(), Star().shift(UP), path_func=p), run_time=0.2)
        a, b = Square(color=RED), Circle(color=[BLUE, GREEN], fill_opacity=1)
        a.align_data(b)
        for al in (-0.3, 0.5, 1.0, 1, 1.4, np.float64(1.0)):
            self.add(a.copy().interpolate(a, b, al).shift(al * RIGHT * 2 + 2 * DOWN))
            self.wait(1 / 15)
        a.shade_in_3d = True
        a.joint_type = LineJointType.BEVEL
        a.set_stroke(width=30)
        b.set_stroke(BLACK, 20, background=True, opacity=0.5)
        self.add(a, b)
        self.wait(0.1)
        a.set_stroke(color=[RED, BLUE], width=20, background=True)
        self.play(a.animate.rotate(1), run_time=0.2)
        self.play(Transform(a, b, path_arc=1, path_arc_axis=UP, path_arc_centers=UP), run_time=0.3)
