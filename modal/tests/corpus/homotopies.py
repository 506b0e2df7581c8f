"""Homotopy, PhaseFlow, ApplyPointwiseFunction, ApplyComplexFunction, MoveAlongPath."""

from manim import *


class HomotopiesShown(Scene):
    def construct(self):
        square, path = Square(3), Circle(2)
        dot = Dot().move_to(path.get_start())
        self.add(square, dot)
        self.play(Homotopy(lambda x, y, z, t: (x, y + np.sin(x * 2) * t * 0.5, z), square), MoveAlongPath(dot, path), run_time=0.7)
        self.play(ApplyPointwiseFunction(lambda p: p * 0.8 + 0.1 * p[1] * RIGHT, square), run_time=0.4)
        self.play(ApplyComplexFunction(lambda z: z**2 / 3, square), PhaseFlow(lambda p: p[1] * RIGHT, dot), run_time=0.4)
        self.play(ApplyMatrix([[1, 0.5], [0, 1]], square), Rotating(dot, angle=PI, about_point=ORIGIN), run_time=0.4)
