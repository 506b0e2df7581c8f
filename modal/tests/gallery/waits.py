"""Waits that are frozen, conditional, or shorter than a frame."""

from manim import *


class Waits(Scene):
    def construct(self):
        d = Dot()
        self.add(d)
        self.wait(0.3, frozen_frame=True)
        d.add_updater(lambda m, dt: m.shift(RIGHT * dt))
        self.wait(0.3, frozen_frame=False)
        self.wait_until(lambda: d.get_x() > 0.6, max_time=3)
        self.wait(0.2)
        d.clear_updaters()
        self.pause(0.2)
        self.wait(2, stop_condition=lambda: self.time > 1.5)
        self.play(Wait(0.2), Create(Square()))
        self.wait(0.01)
        self.wait(1 / 15)
        self.wait(0.0999)
        self.add_updater(lambda dt: d.rotate(dt).shift(dt * UP))
        self.wait(0.4)
        self.remove_updater(self.updaters[0])
        self.wait(0.1)
