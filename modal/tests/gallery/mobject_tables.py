"""Tables of mobjects, integers and decimals, with labels, highlights and cells."""

from manim import *


class MobjectTables(Scene):
    def construct(self):
        cross = VGroup(Line(UP + LEFT, DOWN + RIGHT), Line(UP + RIGHT, DOWN + LEFT)).set_color(BLUE).scale(0.5)
        a = Circle().set_color(RED).scale(0.5)
        b = cross
        t0 = MobjectTable([[a.copy(), b.copy(), a.copy()], [b.copy(), a.copy(), a.copy()]]).scale(0.5).to_edge(UP)
        t1 = (
            IntegerTable([[0, 30, 45], [90, 60, 90]], row_labels=[Text("sin"), Text("cos")], col_labels=[Text("a"), Text("b"), Text("c")], h_buff=1)
            .scale(0.4)
            .to_edge(DL)
        )
        t2 = DecimalTable([[1.234, 5.6], [7, 8.9]], element_to_mobject_config={"num_decimal_places": 2}).scale(0.5).to_edge(DR)
        t2.add_highlighted_cell((2, 2), color=GREEN)
        t1.get_horizontal_lines()[1].set_color(RED)
        self.play(t0.create(), run_time=0.8)
        self.play(Create(t1), FadeIn(t2), run_time=0.6)
        self.play(t2.animate.set_column_colors(BLUE, YELLOW), t1.animate.set_row_colors(PINK), run_time=0.4)
        cell = t1.get_cell((2, 2), color=RED)
        self.add(cell)
        self.wait(0.2)
