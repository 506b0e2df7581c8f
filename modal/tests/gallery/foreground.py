"""Foreground, order, layers, removal."""

from manim import *


class Foreground(Scene):
    def construct(self):
        a = Square(fill_opacity=1, color=RED)
        b = Circle(fill_opacity=1, color=BLUE).shift(0.5 * RIGHT)
        c = Triangle(fill_opacity=1, color=GREEN).shift(0.5 * UP)
        self.add_foreground_mobjects(a)
        self.play(FadeIn(b), run_time=0.3)
        self.play(b.animate.shift(LEFT), c.animate.shift(DOWN), run_time=0.3)
        self.bring_to_back(b)
        self.bring_to_front(c)
        self.wait(0.1)
        self.remove_foreground_mobject(a)
        self.play(Rotate(c), run_time=0.3)
        c.set_z_index(-2)
        b.set_z_index(5)
        self.play(c.animate.scale(2), run_time=0.3)
        self.replace(b, Star(fill_opacity=1).shift(UP))
        self.wait(0.1)
        self.remove(a)
        self.wait(0.1)
        self.clear()
        self.wait(0.1)
        self.add(b)
        self.play(FadeOut(b), run_time=0.2)
