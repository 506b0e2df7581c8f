"""Paths followed, dashed, touched and measured, and shapes with a say of their own in where a path ends."""

from manim import *


class Coarse(VMobject):
    """Takes points for equal that are far from it."""

    def consider_points_equals(self, p0, p1):
        return np.linalg.norm(np.subtract(p0, p1)) < 0.5


class Halved(Circle):
    def get_nth_curve_length(self, n, sample_points=None):
        return super().get_nth_curve_length(n, sample_points) / 2

    def get_nth_curve_function_with_length(self, n, sample_points=None):
        curve, length = super().get_nth_curve_function_with_length(n, sample_points)
        return curve, length * (n + 1)


class CurvePathsShown(Scene):
    def construct(self):
        axes = Axes(x_range=[-3, 3], y_range=[-1, 3], x_length=6, y_length=3)
        curve = axes.plot(lambda x: x**2 / 3, color=BLUE)
        place = ValueTracker(0.1)
        dot = always_redraw(lambda: Dot(curve.point_from_proportion(place.get_value())))
        touch = always_redraw(lambda: TangentLine(curve, alpha=place.get_value(), length=2, color=YELLOW))
        dashed = DashedVMobject(Ellipse(2, 1), num_dashes=11).shift(DOWN * 2.5)
        odd = DashedVMobject(Halved(radius=0.6), num_dashes=9, equal_lengths=False).shift(DOWN * 2.5 + LEFT * 3)
        length = DecimalNumber(curve.get_arc_length()).to_corner(UL)
        self.add(axes, curve, dot, touch, dashed, odd, length)
        rough = Coarse(color=RED)
        rough.set_points(np.array([[x, y, 0] for x, y in [(0, 0), (1, 1), (2, 1), (3, 0), (3.2, 0.1), (4, 1), (5, 1), (6, 0)]], float))
        rough.scale(0.5).shift(DOWN * 2.5 + RIGHT * 2)
        self.play(place.animate.set_value(0.9), MoveAlongPath(Square(0.2), Halved(radius=2)), run_time=0.6)
        self.play(Transform(rough, Text("ab").shift(DOWN * 2.5 + RIGHT * 3)), Transform(dashed, Star()), run_time=0.5)
        self.play(Transform(curve, VGroup(Square(), Circle())[1]), dot.animate.shift(UP), run_time=0.3)
