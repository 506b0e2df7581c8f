"""Rate functions, Manim's and others."""

from manim import *
from manim.utils.rate_functions import *


class Rates(Scene):
    def construct(self):
        fs = [
            linear,
            smooth,
            smoothstep,
            smootherstep,
            rush_into,
            rush_from,
            slow_into,
            double_smooth,
            there_and_back,
            there_and_back_with_pause,
            running_start,
            wiggle,
            lingering,
            exponential_decay,
            rate_functions.ease_in_elastic,
            rate_functions.ease_out_bounce,
            rate_functions.ease_in_out_back,
            not_quite_there(smooth, 0.6),
            squish_rate_func(smooth, 0.2, 0.6),
            lambda t: t * t * (3 - 2 * t),
            lambda t: np.float32(t),
            lambda t: 1 - t,
            lambda t: 2 * t,
        ]
        ds = VGroup(*[Dot().move_to([-6, 3.3 - 0.3 * i, 0]) for i in range(len(fs))])
        self.play(*[d.animate(rate_func=f).shift(RIGHT * 8) for d, f in zip(ds, fs)], run_time=1)
        self.play(ds.animate(lag_ratio=0.1, rate_func=rate_functions.ease_out_quint).set_color(RED), run_time=0.4)
