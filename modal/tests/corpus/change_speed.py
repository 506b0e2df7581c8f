"""ChangeSpeed, rate functions of many sorts, waits that run until something holds."""

from manim import *


class ChangeSpeedShown(Scene):
    def construct(self):
        dots = VGroup(*[Dot(LEFT * 4 + UP * y) for y in np.arange(-2, 3)])
        functions = (smooth, there_and_back, rate_functions.ease_out_bounce, rush_into, double_smooth)
        self.add(dots)
        self.play(*[dot.animate(rate_func=f).shift(RIGHT * 6) for dot, f in zip(dots, functions)], run_time=0.8)
        self.play(ChangeSpeed(AnimationGroup(dots.animate.shift(LEFT * 2), Rotate(Square(), PI)), speedinfo={0.3: 1, 0.5: 0.3, 1: 1}))
        tracker = ValueTracker(0).add_updater(lambda t, dt: t.increment_value(dt))
        self.add(tracker)
        self.wait_until(lambda: tracker.get_value() > 0.4, max_time=2)
