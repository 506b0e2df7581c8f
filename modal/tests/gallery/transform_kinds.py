"""Kinds of transforms."""

from manim import *


class TransformKinds(Scene):
    def construct(self):
        a, b, c, d = Square(color=RED), Circle(fill_opacity=0.5), Triangle(color=BLUE), Star(color=[RED, BLUE])
        g = VGroup(a, b, c, d).arrange(RIGHT)
        self.add(a, b)
        self.play(TransformFromCopy(a, c), run_time=0.4)
        self.play(ReplacementTransform(b, d), run_time=0.4)
        self.play(FadeTransform(a, Text("a")), FadeTransformPieces(VGroup(c.copy()), VGroup(Dot())), run_time=0.4)
        e, f, h = Dot(LEFT), Square(0.3), Triangle().scale(0.3).shift(RIGHT)
        self.play(FadeIn(e, f, h), run_time=0.2)
        self.play(CyclicReplace(e, f, h), run_time=0.3)
        self.play(Swap(e, h, path_arc=90 * DEGREES), run_time=0.3)
        self.play(ClockwiseTransform(e, Square().shift(UP)), CounterclockwiseTransform(h, Circle().shift(2 * UP)), run_time=0.4)
        self.play(MoveToTarget(f.generate_target() and (f.target.shift(UP).set_color(RED), f)[1]), run_time=0.2)
        self.play(
            ApplyMethod(f.scale, 2),
            ApplyFunction(lambda m: m.rotate(1).set_color(PINK), d),
            FadeToColor(e, GREEN),
            ScaleInPlace(h, 0.5),
            run_time=0.3,
        )
        self.play(ShrinkToCenter(d), ApplyFunction(lambda m: m.shift(DOWN), c), SpiralIn(VGroup(Square(), Dot())), run_time=0.4)
