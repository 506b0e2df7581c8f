"""Matrices of all kinds."""

from manim import *


class Matrices2(Scene):
    def construct(self):
        m = Matrix([[1, r"\pi"], [-1, 3]], left_bracket=r"\{", right_bracket=r"\}", element_to_mobject_config={"font_size": 60})
        d = DecimalMatrix([[1.5, 2.25], [3.125, 4]], element_to_mobject_config={"num_decimal_places": 3}).scale(0.6).to_edge(LEFT)
        i = IntegerMatrix([[1, 0], [0, 1]]).to_edge(RIGHT)
        mm = MobjectMatrix([[Circle().scale(0.3), Square().scale(0.3)], [Dot(), Star().scale(0.2)]]).to_edge(DOWN)
        det = get_det_text(i, determinant=1, initial_scale_factor=1)
        m.set_column_colors(RED, GREEN)
        self.add(m, d, i, mm)
        self.play(FadeIn(det), m.get_rows()[0].animate.shift(UP), d.animate.set_row_colors(BLUE, PINK), run_time=0.4)
        self.play(
            Circumscribe(m.get_columns()[1]),
            Create(SurroundingRectangle(mm, corner_radius=0.2)),
            m.get_brackets().animate.set_color(YELLOW),
            run_time=0.5,
        )
