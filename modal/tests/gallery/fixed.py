"""Fixed orientations whose centre is a function of the scene's."""

from manim import *


class Fixed(ThreeDScene):
    def construct(self):
        self.set_camera_orientation(phi=60 * DEGREES, theta=20 * DEGREES)
        t = ValueTracker(0)
        a = Text("A").move_to([1, 1, 1])
        b = Square(fill_opacity=0.5).move_to([-1, 1, 0])

        def center():
            b.rotate(0.05)
            return np.array([1 + t.get_value(), 1, 1])

        self.camera.add_fixed_orientation_mobjects(a, center_func=center)
        self.camera.add_fixed_orientation_mobjects(b, use_static_center_func=True)
        self.add(a, b, ThreeDAxes())
        self.begin_ambient_camera_rotation(rate=1)
        self.play(t.animate.set_value(2), run_time=0.5)
        c = Cube(fill_opacity=0.8).set_color_by_gradient(RED, BLUE)
        c.add_updater(lambda m, dt: m.rotate(dt, axis=UR))
        self.add(c)
        self.wait(0.3)
        self.camera.exponential_projection = True
        self.wait(0.2)
        d = Sphere(resolution=(5, 5)).set_shade_in_3d(False).shift(2 * UP)
        self.add(d)
        self.wait(0.2)
        g = VGroup(Square(), Circle().shift(OUT)).set_shade_in_3d(True, z_index_as_group=True)
        self.add(g)
        self.wait(0.2)
