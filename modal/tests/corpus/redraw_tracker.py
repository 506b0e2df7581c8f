"""ValueTrackers that drive always_redraw, a decimal number and a tangent."""

from manim import *


class RedrawTrackerShown(Scene):
    def construct(self):
        tracker = ValueTracker(0)
        axes = Axes(x_range=[0, 6], y_range=[-1, 1], x_length=8, y_length=3)
        curve = always_redraw(lambda: axes.plot(lambda x: np.sin(x + tracker.get_value()), color=BLUE))
        dot = always_redraw(lambda: Dot(axes.c2p(3, np.sin(3 + tracker.get_value())), color=YELLOW))
        number = DecimalNumber(0).add_updater(lambda m: m.set_value(tracker.get_value()).to_corner(UR))
        lines = always_redraw(lambda: axes.get_lines_to_point(dot.get_center()))
        self.add(axes, curve, dot, number, lines)
        self.play(tracker.animate.set_value(3), run_time=1.2, rate_func=linear)
