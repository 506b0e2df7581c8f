"""Arcs, polygons with round corners, splines, stars, sectors, convex hulls, tangents."""

from manim import *


class GeometryShown(Scene):
    def construct(self):
        shapes = VGroup(Arc(1, 0, 4), ArcPolygon(LEFT, RIGHT, UP), RoundedRectangle(0.3), Sector(radius=1), AnnularSector(), Star(density=2, n=7), Ellipse(), CubicBezier(LEFT, UP, DOWN, RIGHT), Elbow(), ArcBetweenPoints(LEFT, UP), ConvexHull(LEFT, RIGHT, UP, DOWN * 0.3), TangentLine(Circle(), 0.2), Polygram([UP, LEFT, RIGHT], [DOWN, UR, UL]))
        shapes.arrange_in_grid(3, 5).scale(0.6)
        for shape, color in zip(shapes, color_gradient([RED, YELLOW, BLUE], len(shapes))):
            shape.set_stroke(color, 3)
        self.play(Create(shapes, lag_ratio=0.1), run_time=0.8)
        self.play(shapes.animate.set_joint_type(LineJointType.BEVEL) if hasattr(shapes, "set_joint_type") else shapes.animate.set_fill(BLUE, 0.4), Rotate(shapes, PI / 6), run_time=0.5)
