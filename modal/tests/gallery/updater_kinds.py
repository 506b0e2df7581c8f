"""Updaters that are methods, partials, objects, wrapped."""

from manim import *
import functools


class Turner:
    def __init__(self, r):
        self.r = r

    def __call__(self, m, dt):
        m.rotate(self.r * dt)

    def go(self, m):
        m.shift(0.02 * UP)

    def step(self, m, dt=0):
        m.shift(dt * LEFT)


def with_extra(m, speed=1, *, dt=0):
    m.shift(0.01 * speed * RIGHT + dt * UP)


def wrapped(f):
    @functools.wraps(f)
    def inner(*a, **k):
        return f(*a, **k)

    return inner


@wrapped
def deco(m, dt):
    m.rotate(dt)


class UpdaterKinds(Scene):
    def construct(self):
        s = VGroup(*[Square(0.5) for _ in range(9)]).arrange(RIGHT)
        t = Turner(2)
        for m, u in zip(
            s,
            [
                t,
                t.go,
                t.step,
                functools.partial(t.step),
                functools.partial(with_extra),
                deco,
                lambda m, *a: m.rotate(0.1),
                lambda m, **k: m.rotate(-0.1),
                lambda dt, m=None: None,
            ],
        ):
            try:
                m.add_updater(u)
            except Exception as e:
                m.set_color(RED)
        s.add_updater(lambda g: g.shift(0.02 * DOWN), index=0, call_updater=True)
        self.add(s)
        self.wait(0.4)
        s[0].remove_updater(t)
        s.suspend_updating(recursive=False)
        self.wait(0.2)
        s.resume_updating()
        s[3].match_updaters(s[6])
        self.play(s[4].animate(suspend_mobject_updating=False).shift(UP), Rotate(s[5], suspend_mobject_updating=True), run_time=0.4)
