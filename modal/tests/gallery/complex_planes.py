"""The complex plane under functions and homotopies."""

from manim import *


class ComplexPlanes(Scene):
    def construct(self):
        plane = ComplexPlane(x_range=[-3, 3], y_range=[-2, 2]).add_coordinates()
        self.add(plane)
        d1 = Dot(plane.n2p(2 + 1j), color=YELLOW)
        label = MathTex("2+i").next_to(d1, UR, 0.1)
        self.play(FadeIn(d1), Write(label), run_time=0.4)
        self.play(plane.animate.apply_complex_function(lambda z: z**2 / 3), run_time=0.5)
        self.play(ComplexHomotopy(lambda z, t: z * np.exp(1j * t), d1), run_time=0.3)
