"""Animations with interpolations of their own."""

from manim import *


class Count(Animation):
    def __init__(self, number, start, end, **kw):
        super().__init__(number, **kw)
        self.start, self.end = start, end

    def interpolate_mobject(self, alpha):
        self.mobject.set_value(self.start + alpha * (self.end - self.start))


class Jitter(Animation):
    def begin(self):
        self.home = self.mobject.get_center()
        super().begin()

    def interpolate_submobject(self, sub, start, alpha):
        sub.points = start.points + 0.1 * np.random.rand(*start.points.shape) * np.sin(alpha * PI)
        return self

    def clean_up_from_scene(self, scene):
        super().clean_up_from_scene(scene)
        scene.add(Dot(self.home, color=RED))


class CustomAnimations(Scene):
    def construct(self):
        n = DecimalNumber().set_color(WHITE).scale(3)
        n.add_updater(lambda m: m.move_to(ORIGIN))
        self.add(n)
        self.play(Count(n, 0, 100), run_time=0.7, rate_func=linear)
        self.play(Jitter(VGroup(Square(), Circle()).arrange(RIGHT).shift(UP * 2), lag_ratio=0.5), run_time=0.5)
        self.wait(0.1)
