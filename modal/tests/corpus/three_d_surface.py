"""Surfaces with light, axes and a camera that turns by itself."""

from manim import *


class ThreeDSurfaceShown(ThreeDScene):
    def construct(self):
        axes = ThreeDAxes()
        surface = Surface(lambda u, v: np.array([u, v, np.sin(u) * np.cos(v)]), u_range=[-2, 2], v_range=[-2, 2], resolution=8, checkerboard_colors=[RED_D, BLUE_E])
        self.set_camera_orientation(phi=65 * DEGREES, theta=30 * DEGREES)
        self.add(axes)
        self.play(Create(surface), run_time=0.6)
        self.begin_ambient_camera_rotation(rate=0.5)
        self.wait(0.5)
        self.stop_ambient_camera_rotation()
        self.play(self.renderer.camera.light_source.animate.move_to(3 * IN), surface.animate.set_opacity(0.5), run_time=0.4)
