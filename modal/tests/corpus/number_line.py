"""Number lines, decimal numbers, integers and variables that count."""

from manim import *


class NumberLineShown(Scene):
    def construct(self):
        line = NumberLine(x_range=[-5, 5, 1], include_numbers=True, include_tip=True, numbers_to_include=[-4, -2, 0, 2, 4])
        pointer = Triangle(fill_opacity=1, color=RED).scale(0.15).next_to(line.n2p(-4), UP, buff=0)
        value = Variable(-4, "x", num_decimal_places=2).to_edge(UP)
        value.add_updater(lambda v: v.tracker.set_value(line.p2n(pointer.get_bottom())))
        self.play(Create(line), FadeIn(pointer, value), run_time=0.5)
        self.play(pointer.animate.next_to(line.n2p(3), UP, buff=0), run_time=0.8)
        self.play(ChangeDecimalToValue(value.value.clear_updaters(), 10), run_time=0.5)
