"""Variables and numbers that updaters and trackers change."""

from manim import *


class Variables(Scene):
    def construct(self):
        var = Variable(0.5, Text("var"), num_decimal_places=3)
        on = Variable(2, "int", var_type=Integer).next_to(var, DOWN)
        on.label.set_color(RED)
        on.value.set_color(GREEN)
        d = DecimalNumber(0, show_ellipsis=True, num_decimal_places=3, include_sign=True, unit=r"\text{s}").to_corner(UL)
        d.add_updater(lambda m: m.set_value(var.tracker.get_value() * 3).to_corner(UL))
        g = Integer(12345678, group_with_commas=True, edge_to_fix=RIGHT).to_edge(DOWN)
        self.add(var, on, d, g)
        self.play(var.tracker.animate.set_value(10.5), on.tracker.animate.set_value(9), ChangeDecimalToValue(g, -44), run_time=0.8)
        self.play(ChangingDecimal(g, lambda a: a * 1000), rate_func=there_and_back, run_time=0.6)
        self.wait(0.2)
