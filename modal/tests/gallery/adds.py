"""What `animate` and overrides make."""

from manim import *


class Adds(Scene):
    def construct(self):
        s = Square()
        self.play(Add(s), run_time=0.2)
        self.play(Succession(*[Add(Dot().shift(RIGHT * i), run_time=0.1) for i in range(3)]))
        self.play(s.animate(run_time=0.3, rate_func=there_and_back).scale(2), Wait(0.5))
        self.play(s.animate.shift(UP).rotate(0.3).set_color(RED), run_time=0.3)

        @override_animation(FadeIn)
        def fade(self, **kw):
            return Create(self, **kw)

        class Odd(Square):
            @override_animate(Square.scale)
            def _anim(self, f, anim_args=None):
                return Rotate(self, f, **(anim_args or {}))

            _f = override_animation(FadeOut)(lambda self, **kw: Uncreate(self, **kw))

        o = Odd().shift(2 * LEFT)
        self.play(FadeIn(o), run_time=0.2)
        self.play(FadeOut(o), run_time=0.3)
        self.play(s.animate.shift(DOWN), run_time=0.2)
        self.play(Animation(s, introducer=True), run_time=0.2)
        self.play(s.animate.set_x(3).set_y(1).set(height=0.5, width=3), run_time=0.3)
        self.play(FadeIn(Dot()), subcaption="x", subcaption_duration=0.3, subcaption_offset=0.1, run_time=0.2)
