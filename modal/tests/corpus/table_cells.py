"""Tables of text and of numbers, with labels and highlighted cells."""

from manim import *


class TableCellsShown(Scene):
    def construct(self):
        table = Table([["one", "two"], ["three", "four"]], row_labels=[Text("A"), Text("B")], col_labels=[Text("1"), Text("2")], include_outer_lines=True).scale(0.5).to_edge(LEFT)
        numbers = DecimalTable([[1.5, 2.25], [3.125, 4]], element_to_mobject_config={"num_decimal_places": 2}).scale(0.5).to_edge(RIGHT)
        table.add_highlighted_cell((2, 2), color=GREEN)
        self.play(table.create(), run_time=1)
        self.play(FadeIn(numbers), numbers.get_entries((1, 1)).animate.set_color(RED), run_time=0.5)
