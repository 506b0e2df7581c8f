"""Indicate, Flash, Wiggle, ApplyWave, Circumscribe, FocusOn, Blink."""

from manim import *


class IndicationsShown(Scene):
    def construct(self):
        word, square = Text("look"), Square().shift(RIGHT * 3)
        self.add(word, square)
        self.play(Indicate(word), Flash(square.get_corner(UL)), run_time=0.5)
        self.play(Wiggle(square), ApplyWave(word), run_time=0.6)
        self.play(Circumscribe(word, Circle, fade_out=True), FocusOn(square), run_time=0.6)
        self.play(ShowPassingFlash(Underline(word, color=YELLOW), time_width=0.4), Broadcast(Circle(0.4, color=BLUE), n_mobs=3, run_time=0.6))
