"""Plane shapes."""

from manim import *


class Shapes(Scene):
    def construct(self):
        g = (
            VGroup(
                Annulus(0.5, 1),
                AnnularSector(0.3, 1, angle=2),
                Sector(radius=1, angle=1),
                Ellipse(2, 1),
                RoundedRectangle(corner_radius=[0.1, 0.5, 0.2, 0.3], height=1, width=2),
                RegularPolygram(7, density=3, radius=0.8),
                Star(6, inner_radius=0.3),
                Polygram([[0, 1, 0], [1, 0, 0], [-1, 0, 0]], [[0, -1, 0], [0.5, 0, 0], [-0.5, 0, 0]]),
                ConvexHull([0, 0, 0], [1, 0, 0], [0.5, 1, 0], [0.4, 0.2, 0]),
                ArcPolygon([0, 0, 0], [1, 0, 0], [0, 1, 0], radius=1),
                ArcPolygonFromArcs(Arc(), Arc(angle=-1)),
                AnnotationDot(),
                LabeledDot("x"),
                LabeledPolygram([[-1, -1, 0], [1, -1, 0], [0, 1, 0], [-1, -1, 0]], label="P", precision=0.1),
                Cross(Square(0.5)),
                ScreenRectangle(height=1),
            )
            .arrange_in_grid(4, 4, buff=0.3)
            .scale(0.8)
        )
        self.play(FadeIn(g, scale=0.5, shift=UP), run_time=0.5)
        self.play(*[m.animate.set_fill([RED, BLUE][i % 2], 0.6) for i, m in enumerate(g)], run_time=0.4)
        self.play(g[4].animate.round_corners(0.1), Circumscribe(g[3]), run_time=0.4)
        self.play(*[Rotate(m, PI / 2) for m in g[:8]], *[m.animate.flip() for m in g[8:]], run_time=0.4)
