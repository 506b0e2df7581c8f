"""A plane moved by functions, matrices, homotopies and a flow."""

from manim import *


class PlaneTransforms(Scene):
    def construct(self):
        grid = NumberPlane(x_range=[-4, 4], y_range=[-3, 3], background_line_style={"stroke_opacity": 0.5}).prepare_for_nonlinear_transform()
        self.add(grid)
        self.play(ApplyPointwiseFunction(lambda p: p + np.array([np.sin(p[1]), np.sin(p[0]), 0]), grid), run_time=0.8)
        self.play(ApplyMatrix([[1, 0.5], [0, 1]], grid), run_time=0.4)
        self.play(ApplyComplexFunction(lambda z: np.exp(z / 3), grid), run_time=0.5)
        self.play(Homotopy(lambda x, y, z, t: (x + t * np.sin(y), y, z), grid), run_time=0.4)
        self.play(PhaseFlow(lambda p: np.array([-p[1], p[0], 0]) * 0.5, grid, virtual_time=0.7), run_time=0.4)
