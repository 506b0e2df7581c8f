"""A surface coloured by value, the illusion of rotation."""

from manim import *


class Surfaces(ThreeDScene):
    def construct(self):
        axes = ThreeDAxes(x_range=(-2, 2), y_range=(-2, 2), z_range=(-1, 1))
        s = Surface(lambda u, v: axes.c2p(u, v, np.sin(u) * np.cos(v)), u_range=[-2, 2], v_range=[-2, 2], resolution=(10, 10))
        s.set_style(fill_opacity=0.8, stroke_color=GREEN)
        s.set_fill_by_value(axes=axes, colorscale=[(RED, -0.5), (YELLOW, 0), (GREEN, 0.5)], axis=2)
        self.set_camera_orientation(phi=60 * DEGREES, theta=30 * DEGREES, focal_distance=12)
        self.add(axes)
        self.play(Create(s), run_time=0.5)
        self.begin_3dillusion_camera_rotation(rate=2)
        self.wait(0.4)
        self.stop_3dillusion_camera_rotation()
        self.set_to_default_angled_camera_orientation()
        self.wait(0.2)
