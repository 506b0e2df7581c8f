"""Ways for things to come and go."""

from manim import *


class CreationsShown(Scene):
    def construct(self):
        shapes = VGroup(*[RegularPolygon(n, fill_opacity=0.5) for n in range(3, 9)]).arrange_in_grid(2, 3)
        for way, shape in zip((Create, DrawBorderThenFill, GrowFromCenter, SpinInFromNothing, SpiralIn, GrowFromEdge), shapes):
            self.play(way(shape, *([UP] if way is GrowFromEdge else [])), run_time=0.25)
        self.play(ShowIncreasingSubsets(VGroup(*[Dot().shift(RIGHT * x) for x in range(3)])), Uncreate(shapes[0]), FadeOut(shapes[1], shift=DOWN), Unwrite(shapes[2]), run_time=0.6)
        self.remove(shapes[3])
        self.wait(0.2)
