"""Fades, lags and matching shapes."""

from manim import *


class Fades(Scene):
    def construct(self):
        text = Text("Multi line")
        s = Square()
        self.play(Write(text, reverse=True, remover=False, run_time=0.4))
        self.play(FadeOut(text, shift=UP * 2, target_position=DR), run_time=0.2)
        st = SpiralIn(VGroup(*[Square().shift(2 * RIGHT * i) for i in range(3)]), scale_factor=4)
        self.play(st, run_time=0.4)
        self.play(*[FadeOut(m) for m in self.mobjects], run_time=0.2)
        g = VGroup(*[Dot(radius=0.2).shift(RIGHT * (i % 5) + UP * (i // 5)) for i in range(25)]).center()
        self.play(LaggedStart(*(d.animate(rate_func=there_and_back).scale(2) for d in g), lag_ratio=0.05), run_time=0.7)
        self.play(LaggedStartMap(Indicate, g, color=RED, lag_ratio=0.02), run_time=0.5)
        self.play(AnimationGroup(*[Rotate(d, 1) for d in g[:3]], group=g[:3], lag_ratio=0.3), run_time=0.3)
        self.play(TransformMatchingShapes(Text("the morse code"), Text("here come dots"), path_arc=PI / 2), run_time=0.5)
        self.play(FadeTransform(g, Star(), stretch=False), DrawBorderThenFill(Text("X", fill_opacity=0.5), stroke_width=4), run_time=0.5)
        self.play(Homotopy(lambda x, y, z, t: (x * (1 + t), y - t * x * x / 5, z), s.add(Circle())), run_time=0.3)
        self.play(ApplyPointwiseFunction(lambda p: p + UP, s), ApplyComplexFunction(np.exp, Square()), run_time=0.3)
