"""A table of formulas, written, coloured by rows and columns, unwritten."""

from manim import *


class MathTables(Scene):
    def construct(self):
        t = MathTable(
            [["+", 0, 5, 10], [0, 0, 5, 10], [2, 2, 7, 12]], include_outer_lines=True, arrange_in_grid_config={"cell_alignment": RIGHT}
        ).scale(0.6)
        t[0].set_opacity(0.4)
        self.play(Write(t.get_entries()), run_time=0.5)
        self.play(Create(t.get_horizontal_lines()), Create(t.get_vertical_lines()), run_time=0.4)
        self.play(*[e.animate.set_color(RED) for e in t.get_columns()[0]], t.get_rows()[1].animate.scale(1.2), run_time=0.4)
        self.play(Unwrite(t), run_time=0.4)
