"""Transforms of every sort, also between shapes of different size."""

from manim import *


class TransformsShown(Scene):
    def construct(self):
        shape = Square(color=BLUE)
        self.add(shape)
        self.play(Transform(shape, Star(7, color=YELLOW, fill_opacity=0.5)), run_time=0.4)
        self.play(ReplacementTransform(shape, group := VGroup(Circle(), Triangle().shift(RIGHT * 2))), run_time=0.4)
        self.play(group.animate(path_arc=PI).arrange(DOWN), run_time=0.4)
        self.play(TransformFromCopy(group[0], copy := RegularPolygon(5).shift(LEFT * 3)), CyclicReplace(*group), run_time=0.4)
        self.play(FadeTransform(copy, Text("pieces").shift(LEFT * 3)), TransformMatchingShapes(Text("here"), Text("there").shift(UP)), ClockwiseTransform(group[0], Annulus()), run_time=0.5)
