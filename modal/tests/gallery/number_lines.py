"""Number lines, logarithmic and turned."""

from manim import *


class NumberLines(Scene):
    def construct(self):
        a = NumberLine(
            x_range=[-3, 3, 0.5],
            length=8,
            include_numbers=True,
            include_tip=True,
            label_direction=UP,
            rotation=15 * DEGREES,
            decimal_number_config={"num_decimal_places": 1},
        )
        b = NumberLine(x_range=[0, 4], scaling=LogBase(custom_labels=True), include_numbers=True, length=6).shift(DOWN * 2)
        u = UnitInterval(numbers_with_elongated_ticks=[0, 1], numbers_to_exclude=[0.5]).shift(UP * 2)
        p = Dot().move_to(a.n2p(1))
        p2 = always_redraw(lambda: Triangle(color=RED).scale(0.1).next_to(u.n2p((p.get_x() + 4) / 8), UP, buff=0.1))
        self.add(a, b, u, p, p2)
        self.play(p.animate.move_to(a.n2p(-2)), run_time=0.4)
        self.play(a.animate.rotate(-30 * DEGREES), run_time=0.3)
        l = Axes(x_range=[0, 3], y_range=[-2, 4], y_axis_config={"scaling": LogBase(10)}, axis_config={"include_numbers": True}, tips=True).scale(0.4)
        self.play(Create(l.plot(lambda x: 10**x, x_range=[0, 3])), FadeIn(l), run_time=0.4)
