"""A helix, labels on three axes, a polyhedron, an illusion camera."""

from manim import *


class ThreeDCurveShown(ThreeDScene):
    def construct(self):
        axes = ThreeDAxes(x_range=[-2, 2], y_range=[-2, 2], z_range=[-2, 2], x_length=4, y_length=4, z_length=4)
        self.set_camera_orientation(phi=60 * DEGREES, theta=45 * DEGREES)
        helix = ParametricFunction(lambda t: np.array([np.cos(t), np.sin(t), t / 4]), t_range=[-4, 4]).set_shade_in_3d(True)
        self.add(axes, axes.get_z_axis_label("z"))
        self.play(Create(helix), FadeIn(Octahedron(edge_length=0.8).shift([1, 1, 0])), run_time=0.5)
        self.begin_3dillusion_camera_rotation(rate=2)
        self.wait(0.5)
