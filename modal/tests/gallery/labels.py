"""Labels, areas and vectors on planes."""

from manim import *


class Labels(Scene):
    def construct(self):
        pl = NumberPlane(x_range=(-4, 4), y_range=(-3, 3), x_axis_config={"include_numbers": True}, faded_line_ratio=2)
        v = pl.get_vector([2, 1], color=GREEN)
        self.play(Create(pl), run_time=0.5)
        self.play(GrowArrow(v), run_time=0.2)
        self.play(v.animate.rotate(1, about_point=ORIGIN), pl.animate.set_opacity(0.3), run_time=0.4)
        p = pl.plot(lambda x: x**2 / 4, x_range=[-3, 3])
        self.add(p, pl.get_x_axis_label("x"), pl.get_area(p, [0, 2]))
        self.wait(0.1)
        fs = FullScreenRectangle(stroke_width=10)
        self.play(FadeIn(fs), run_time=0.2)
        self.wait(0.1)
