"""Families that walk, count, compare, copy, update and interpolate in ways of their own; three scenes."""

from manim import *


class Counting(VGroup):
    def get_family(self, recurse=True):
        return super().get_family(recurse)[::-1]


class Equal(Square):
    def __eq__(self, other):
        return isinstance(other, Equal)

    def __hash__(self):
        return 7


class Hidden(Square):
    def get_num_points(self):
        return 0


class Slow(Circle):
    def update(self, dt=0, recursive=True):
        self.shift(dt * UP)
        return super().update(dt, recursive)


class Families(Scene):
    def construct(self):
        group = Counting(Square(), Circle(fill_opacity=1), Star(color=RED))
        twins = VGroup(Equal(), Equal().shift(RIGHT), Dot())
        shared = Dot(2 * LEFT)
        self.add(group, twins, VGroup(shared, VGroup(shared)), Hidden().shift(3 * RIGHT))
        self.play(group.animate.shift(LEFT), twins.animate.shift(DOWN), run_time=0.3)
        single = VGroup(Square(), Dot())
        single.get_family = lambda recurse=True: [single[1]]
        self.play(FadeIn(single), shared.animate.shift(UP), run_time=0.3)


class Updates(Scene):
    def construct(self):
        nest = VGroup(VGroup(VGroup(Dot())), Slow())
        follower = Square().add_updater(lambda m: nest[0][0].add(Dot(m.get_center() + nest[1].get_center())) if len(nest[0][0]) < 4 else None)
        late = Dot(LEFT)
        follower.add_updater(lambda m, dt: late.updaters or late.add_updater(lambda d, dt: d.shift(dt * RIGHT)))
        alone = Triangle()
        alone.update = lambda dt=0, recursive=True: alone.rotate(dt)
        self.add(follower, nest, VGroup(VGroup(late)), VGroup(alone))
        self.wait(0.4)
        nest.suspend_updating()
        self.wait(0.2)


class Shrinking(Transform):
    def interpolate_submobject(self, submobject, starting, target, alpha):
        self.lag_ratio = 0.1
        return super().interpolate_submobject(submobject, starting, target, alpha)


class Bent(Square):
    def interpolate(self, mobject1, mobject2, alpha, path_func=straight_path()):
        return super().interpolate(mobject1, mobject2, alpha**2, path_func)


class Impure:
    def __init__(self):
        self.calls = 0

    def __call__(self, t):
        self.calls += 1
        return t * (self.calls % 2)


class Steps(Scene):
    def construct(self):
        shapes = VGroup(Square(), Bent(), Circle()).arrange()
        shapes[2].interpolate_color = lambda *a: shapes[2].set_color(RED)
        self.add(shapes)
        self.play(Shrinking(shapes, shapes.copy().shift(UP)), run_time=0.3)
        self.play(shapes.animate(rate_func=Impure()).shift(DOWN), run_time=0.3)
        self.play(shapes.animate(rate_func=there_and_back, path_arc=1).shift(DOWN), run_time=0.3)
        self.play(Transform(shapes, shapes.copy().set_color([BLUE, PINK]), rate_func=rush_into), run_time=0.3)
        other = shapes[0].copy().set_fill(BLUE, 1).set_stroke(opacity=0.5).set_color(color=None)
        other.set_sheen(0.4, UR).set_fill(PINK, 0.3)
        self.play(FadeIn(other), other.animate.set_opacity(np.float32(0.4)), run_time=0.3)
