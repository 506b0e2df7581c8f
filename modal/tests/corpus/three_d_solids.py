"""Solids: cube, sphere, cone, torus, arrows, text that faces the camera."""

from manim import *


class ThreeDSolidsShown(ThreeDScene):
    def construct(self):
        self.set_camera_orientation(phi=70 * DEGREES, theta=-45 * DEGREES, zoom=0.8)
        solids = VGroup(Cube(1), Sphere(radius=0.6, resolution=(6, 6)), Cone(0.5, 1, resolution=4), Torus(0.6, 0.2, resolution=(6, 6)), Prism([1, 0.5, 0.5])).arrange(RIGHT)
        label = Text("fixed", font_size=30).to_corner(UL)
        self.add_fixed_in_frame_mobjects(label)
        facing = Text("facing", font_size=24).shift(UP * 2)
        self.add_fixed_orientation_mobjects(facing)
        self.add(Arrow3D(ORIGIN, [0, 0, 2], resolution=4), Dot3D([1, 1, 1], resolution=(4, 4)))
        self.play(FadeIn(solids), run_time=0.5)
        self.move_camera(phi=40 * DEGREES, theta=0, run_time=0.6)
