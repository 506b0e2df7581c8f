"""Mobjects that override what Manim draws and interpolates by."""

from manim import *


class Heart(ParametricFunction):
    def __init__(self, **kw):
        super().__init__(lambda t: np.array([16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t), 0]) / 10, t_range=[0, TAU], **kw)

    def get_stroke_width(self, background=False):
        return 2 if background else 5 + abs(self.get_x())

    def get_fill_rgbas(self):
        return np.array([[1.0, 0.2, 0.3, 0.7]])


class Spring(VMobject):
    def __init__(self, k=3, **kw):
        self.k = k
        super().__init__(**kw)

    def generate_points(self):
        self.set_points_as_corners([[x, np.sin(self.k * x), 0] for x in np.linspace(-2, 2, 40)])

    init_points = generate_points

    def interpolate_color(self, a, b, alpha):
        self.set_stroke(interpolate_color(RED, GREEN, alpha), 3 + 5 * alpha)
        return self

    def get_center(self):
        return super().get_center() + 0.1 * UP

    def align_points(self, other):
        return super().align_points(other)


class Own(VGroup):
    def get_family(self, recurse=True):
        return super().get_family(recurse)

    def update(self, dt=0, recursive=True):
        super().update(dt, recursive)
        self.rotate(dt)
        return self


class CustomMobjects(Scene):
    def construct(self):
        h, s = Heart(), Spring(4).shift(DOWN * 2)
        o = Own(Square(), Circle()).shift(3 * LEFT)
        self.add(o)
        self.play(Create(h), FadeIn(s), run_time=0.5)
        self.play(Transform(s, Spring(9, color=BLUE).shift(UP)), h.animate.shift(RIGHT * 2), run_time=0.5)
        o.add_updater(lambda m: None)
        self.wait(0.3)
        self.play(Rotate(h, about_point=ORIGIN), s.animate.next_to(h, DOWN), run_time=0.4)
