"""Changed speed, successions, lags."""

from manim import *


class Speeds(Scene):
    def construct(self):
        a = Dot().shift(LEFT * 4)
        b = Dot().shift(LEFT * 4 + DOWN)
        self.add(a, b)
        a.add_updater(lambda x, dt: x.shift(RIGHT * dt))
        ChangeSpeed.add_updater(b, lambda x, dt: x.shift(RIGHT * 2 * dt))
        self.play(
            ChangeSpeed(
                AnimationGroup(a.animate(run_time=1).shift(UP), FadeIn(Square(), run_time=0.7, rate_func=linear), lag_ratio=0.2),
                speedinfo={0.3: 1, 0.4: 0.2, 0.6: 0.2, 1: 1},
            )
        )
        self.play(ChangeSpeed(Wait(0.5), speedinfo={0: 2}, affects_speed_updaters=True))
        self.play(Succession(Create(Circle()), Rotate(b, PI / 3, about_point=ORIGIN), FadeOut(b)), run_time=0.9)
        self.play(LaggedStart(*[GrowFromCenter(Dot().shift(RIGHT * i)) for i in range(4)], lag_ratio=0.3), run_time=0.5)
        self.play(LaggedStartMap(FadeOut, VGroup(*self.mobjects[-4:]), lag_ratio=0.2), run_time=0.4)
        self.play(AnimationGroup(Succession(Create(Square()), Wait(0.1), Create(Triangle())), Create(Star(), run_time=0.7), lag_ratio=0.5))
