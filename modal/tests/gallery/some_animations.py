"""Only some of the animations, as settings ask."""

from manim import *

config.from_animation_number = 1
config.upto_animation_number = 3


class FromTo(Scene):
    def construct(self):
        s = Square()
        for i in range(6):
            self.play(s.animate.shift(RIGHT), run_time=0.3)
