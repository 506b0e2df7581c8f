"""Cameras around surfaces; two scenes."""

from manim import *


class FollowingGraphCamera3D(ThreeDScene):
    def construct(self):
        ax = ThreeDAxes()
        s = Surface(
            lambda u, v: np.array([1.5 * np.cos(u) * np.cos(v), 1.5 * np.cos(u) * np.sin(v), 1.5 * np.sin(u)]),
            v_range=[0, TAU],
            u_range=[-PI / 2, PI / 2],
            checkerboard_colors=[RED_D, RED_E],
            resolution=(8, 12),
        )
        self.renderer.camera.light_source.move_to(3 * IN)
        self.set_camera_orientation(phi=75 * DEGREES, theta=30 * DEGREES)
        self.add(ax, s)
        self.wait(0.1)
        self.move_camera(phi=20 * DEGREES, theta=60 * DEGREES, run_time=0.4)
        curve = ParametricFunction(
            lambda u: np.array([1.2 * np.cos(u), 1.2 * np.sin(u), u * 0.05]), color=RED, t_range=np.array([-3 * TAU, 5 * TAU, 0.1])
        ).set_shade_in_3d(True)
        self.play(FadeIn(curve), FadeOut(s), run_time=0.3)
        self.renderer.camera.should_apply_shading = False
        self.play(Rotate(curve, PI / 2, axis=UP), run_time=0.3)


class GaussSurface(ThreeDScene):
    def construct(self):
        def pg(u, v):
            d = np.linalg.norm(np.array([u, v]) - np.array([0.0, 0.0]))
            return np.array([u, v, np.exp(-(d**2 / (2.0 * 0.4**2)))])

        self.set_camera_orientation(phi=75 * DEGREES, theta=-30 * DEGREES)
        gp = Surface(pg, resolution=(12, 12), v_range=[-2, 2], u_range=[-2, 2])
        gp.scale(2, about_point=ORIGIN)
        gp.set_style(fill_opacity=1, stroke_color=GREEN)
        gp.set_fill_by_checkerboard(ORANGE, BLUE, opacity=0.5)
        self.add(ThreeDAxes(), gp)
        self.begin_ambient_camera_rotation(rate=1, about="theta")
        self.wait(0.4)
        self.play(gp.animate.set_opacity(0.2), run_time=0.3)
