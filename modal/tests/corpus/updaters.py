"""Updaters with and without time, and one that is taken off."""

from manim import *


class UpdatersShown(Scene):
    def construct(self):
        square = Square().add_updater(lambda m, dt: m.rotate(dt))
        dot = Dot(color=RED).add_updater(lambda m: m.move_to(square.get_corner(UR)))
        label = Text("corner", font_size=24).add_updater(lambda m: m.next_to(dot, UR, buff=0.1))
        self.add(square, dot, label)
        self.wait(0.6)
        self.play(square.animate.shift(RIGHT), run_time=0.6)
        square.clear_updaters()
        self.wait(0.4)
