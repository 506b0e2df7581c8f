"""Union, intersection, difference, exclusion, a cutout."""

from manim import *


class BooleanOperationsShown(Scene):
    def construct(self):
        ellipses = Ellipse(4, 2.5, color=BLUE, fill_opacity=0.3).shift(LEFT * 0.8), Ellipse(4, 2.5, color=RED, fill_opacity=0.3).shift(RIGHT * 0.8)
        self.add(*ellipses)
        shapes = [operation(*ellipses, color=color, fill_opacity=0.6) for operation, color in ((Union, ORANGE), (Intersection, GREEN), (Difference, PINK), (Exclusion, YELLOW))]
        for shape, corner in zip(shapes, (UL, UR, DL, DR)):
            self.play(shape.animate.scale(0.3).to_corner(corner), run_time=0.35)
        self.play(Create(Cutout(Square(2), Triangle().scale(0.4), fill_opacity=1)), run_time=0.4)
