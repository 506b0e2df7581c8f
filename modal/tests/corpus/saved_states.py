"""States saved and restored, targets, mobjects added in front and behind, groups replaced."""

from manim import *


class SavedStatesShown(Scene):
    def construct(self):
        first, second = Square(fill_opacity=1, color=GREEN), Circle(fill_opacity=1, color=ORANGE).shift(RIGHT)
        self.add(first, second)
        first.save_state()
        first.generate_target()
        first.target.scale(0.5).shift(LEFT * 2).set_color(RED)
        self.play(MoveToTarget(first), run_time=0.4)
        self.bring_to_front(first)
        self.play(Restore(first), second.animate.become(Triangle(fill_opacity=1)), run_time=0.5)
        self.add_foreground_mobjects(second)
        self.play(Swap(first, second), FadeToColor(first, PURPLE), ScaleInPlace(second, 1.5), run_time=0.5)
