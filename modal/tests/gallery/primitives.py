"""Solids, light, and labels fixed in the frame or facing the camera."""

from manim import *


class Primitives(ThreeDScene):
    def construct(self):
        axes = ThreeDAxes()
        text3d = Text("fixed").to_corner(UL)
        lab = Text("facing").scale(0.5).move_to([2, 2, 1])
        self.add_fixed_in_frame_mobjects(text3d)
        self.add_fixed_orientation_mobjects(lab)
        self.set_camera_orientation(phi=75 * DEGREES, theta=-45 * DEGREES)
        a = Arrow3D(start=ORIGIN, end=[2, 1, 1], resolution=6)
        l = Line3D(LEFT, OUT * 2, color=RED)
        t = Torus(major_radius=1, minor_radius=0.3, resolution=(8, 8)).shift(LEFT * 2)
        c = Cylinder(radius=0.5, height=1, resolution=(6, 6)).shift(DOWN * 2)
        co = Cone(base_radius=0.5, height=1, resolution=8).shift(UP * 2)
        p = Prism([1, 0.5, 1]).shift(2 * RIGHT + DOWN)
        sp = Sphere(radius=0.5, resolution=(8, 8), checkerboard_colors=[RED, GREEN]).shift(IN)
        self.add(axes, a, l, t, c, co, p, sp, Dot3D([1, 1, 1], color=PINK))
        self.begin_ambient_camera_rotation(rate=0.5, about="phi")
        self.wait(0.4)
        self.stop_ambient_camera_rotation(about="phi")
        self.renderer.camera.light_source.move_to(3 * IN)
        self.move_camera(theta=20 * DEGREES, gamma=20 * DEGREES, run_time=0.4, added_anims=[FadeOut(t)])
        self.remove_fixed_in_frame_mobjects(text3d)
        self.remove_fixed_orientation_mobjects(lab)
        self.wait(0.2)
