"""Polyhedra, a convex hull in space, ambient rotation."""

from manim import *


class Solids(ThreeDScene):
    def construct(self):
        self.set_camera_orientation(phi=70 * DEGREES, theta=30 * DEGREES)
        s = VGroup(Tetrahedron(), Dodecahedron(edge_length=0.6), Icosahedron(edge_length=0.8)).arrange(RIGHT)
        h = ConvexHull3D(
            [1, 0, 0],
            [0, 1, 0],
            [-1, 0, 0],
            [0, -1, 0],
            [0, 0, 1.5],
            faces_config={"fill_opacity": 0.5},
            graph_config={"vertex_type": Dot3D, "edge_config": {"stroke_color": BLUE, "stroke_opacity": 0.5}},
        ).shift(2 * DOWN)
        self.add(s, h)
        self.begin_ambient_camera_rotation(rate=1.0)
        self.play(Rotate(s[1], PI / 2, axis=RIGHT), s[0].animate.shift(OUT), run_time=0.5)
        self.stop_ambient_camera_rotation()
        self.move_camera(phi=30 * DEGREES, zoom=0.8, frame_center=RIGHT, run_time=0.4)
