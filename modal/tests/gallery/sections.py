"""Sections, some skipped."""

from manim import *


class Sections(Scene):
    def construct(self):
        self.next_section("one", skip_animations=True)
        s = Square()
        d = Dot()
        d.add_updater(lambda m, dt: m.shift(dt * RIGHT))
        self.add(d)
        self.play(Create(s), run_time=0.5)
        self.wait(0.5)
        self.next_section("two")
        self.play(s.animate.shift(UP), run_time=0.4)
        self.next_section(skip_animations=True)
        self.play(Rotate(s), run_time=0.4)
        self.next_section()
        self.wait(0.3)
        self.play(FadeOut(s), run_time=0.2)
