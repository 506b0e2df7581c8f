"""Clouds of points in space."""

from manim import *


class Clouds(ThreeDScene):
    def construct(self):
        pm = PMobject(stroke_width=6)
        pm.add_points(np.random.rand(200, 3) * 2, color=BLUE)
        dc = PointCloudDot(radius=1, density=8)
        self.add(pm, dc)
        self.set_camera_orientation(phi=50 * DEGREES)
        self.play(pm.animate.rotate(1).set_color_by_gradient(RED, GREEN), run_time=0.4)
        self.play(Rotate(dc, 1, axis=RIGHT), run_time=0.3)
        vd = VectorizedPoint()
        m = Mobject2D(density=10).shift(3 * LEFT)
        self.add(vd, m)
        self.wait(0.1)
