"""Matrices: brackets, rows, columns, entries, a determinant."""

from manim import *


class MatricesShown(Scene):
    def construct(self):
        matrix = Matrix([[1, 2], [3, 4]], left_bracket="(", right_bracket=")").to_edge(LEFT)
        integers = IntegerMatrix([[1, 0], [0, -1]])
        variables = MobjectMatrix([[Circle().scale(0.3), Square().scale(0.3)]]).to_edge(RIGHT)
        self.play(Write(matrix), Create(integers), FadeIn(variables), run_time=0.8)
        self.play(Create(SurroundingRectangle(matrix.get_rows()[0])), matrix.get_columns()[1].animate.set_color(YELLOW), run_time=0.5)
        self.play(Write(get_det_text(integers, determinant=-1)), run_time=0.5)
