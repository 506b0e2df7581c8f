"""Small changes in a few rows and columns, one after another, over a full picture."""

from manim import *


class CameraRowsShown(Scene):
    def construct(self):
        self.add(NumberPlane(), *[Square(0.4, fill_opacity=1, color=random_bright_color()).move_to([x, y, 0]) for x in range(-6, 7, 2) for y in range(-3, 4, 2)])
        dot = Dot([-6, 3, 0], radius=0.05)
        self.add(dot)
        for corner in ([6, 3, 0], [6, -3, 0], [-6, -3, 0]):
            self.play(dot.animate.move_to(corner), run_time=0.3)
            self.wait(0.1)
