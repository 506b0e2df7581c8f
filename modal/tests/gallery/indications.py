"""Indications."""

from manim import *


class Indications(Scene):
    def construct(self):
        t = Text("hello")
        m = MathTex("a^2+b^2", "=", "c^2").shift(DOWN)
        self.add(t, m)
        self.play(Broadcast(Circle(radius=2)), run_time=0.6)
        self.play(
            Flash(t, line_length=0.5, num_lines=12, flash_radius=1.5, time_width=0.3, rate_func=rush_from),
            Circumscribe(m[0], fade_out=True),
            run_time=0.5,
        )
        self.play(Circumscribe(m, Circle), ShowPassingFlash(Underline(t, color=YELLOW), time_width=0.5), run_time=0.5)
        self.play(ApplyWave(t, amplitude=0.5, direction=UR), Wiggle(m), run_time=0.6)
        self.play(FocusOn(m[2]), Indicate(t, color=RED, scale_factor=1.5), run_time=0.5)
        self.play(ShowPassingFlashWithThinningStrokeWidth(Circle(), n_segments=6), Blink(m[1], blinks=2), run_time=0.5)
        self.play(ShowIncreasingSubsets(t), ShowSubmobjectsOneByOne(m), run_time=0.4)
