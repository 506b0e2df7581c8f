"""Points of odd numbers, types and values."""

from manim import *


class Points(Scene):
    def construct(self):
        odd = VMobject(color=RED)
        odd.points = np.array([[0, 0, 0], [1, 1, 0], [2, 0, 0]], float)
        five = VMobject(color=GREEN).set_points(np.random.rand(5, 3) * 3)
        six = VMobject(color=BLUE, fill_opacity=0.5).set_points(np.random.rand(10, 3) * 3 - 2)
        ints = VMobject(color=YELLOW)
        ints.points = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
        f32 = Square().shift(2 * LEFT)
        f32.points = f32.points.astype(np.float32)
        nan = Circle().shift(2 * DOWN)
        p = nan.points.copy()
        p[8:12] = np.nan
        nan.points = p
        big = Line(ORIGIN, [1e6, 1e5, 0])
        empty = VMobject(stroke_width=20, fill_opacity=1, color=PINK)
        neg = Square(stroke_width=-3, fill_opacity=1.7).shift(3 * RIGHT + UP)
        zero = Circle(stroke_width=0, stroke_opacity=0.5, fill_opacity=0).shift(UP)
        npw = Triangle().set_stroke(width=np.int64(7)).shift(3 * UP)
        rg = Square().shift(3 * DOWN + 3 * RIGHT)
        rg.fill_rgbas = np.array([[1, 0, 0, 1]])
        rg.stroke_rgbas = np.array([[0.2, 1, 0, 1]], np.float32)
        for m in (odd, five, six, ints, f32, nan, big, empty, neg, zero, npw, rg):
            self.add(m)
            self.wait(1 / 15)
        self.play(*[m.animate.shift(0.3 * UP) for m in (five, six, f32, neg, npw, rg)], run_time=0.3)
