"""A camera that zooms in, follows and comes back."""

from manim import *


class MovingCameraShown(MovingCameraScene):
    def construct(self):
        square, circle = Square(color=BLUE, fill_opacity=0.4).shift(LEFT * 3), Circle(color=RED).shift(RIGHT * 3)
        self.add(NumberPlane(), square, circle)
        self.camera.frame.save_state()
        self.play(self.camera.frame.animate.scale(0.4).move_to(square), run_time=0.6)
        self.play(self.camera.frame.animate.move_to(circle).rotate(0), run_time=0.6)
        self.play(Restore(self.camera.frame), run_time=0.6)
