"""A three-dimensional camera with another class between it and Manim's plain one."""
from manim import *


class Backwards(Camera):
    def get_mobjects_to_display(self, mobjects, *arguments, **options):
        return list(reversed(super().get_mobjects_to_display(mobjects, *arguments, **options)))


class MixedCamera(ThreeDCamera, Backwards):
    pass


class MixedCameras(ThreeDScene):
    def __init__(self, **options):
        super().__init__(camera_class=MixedCamera, **options)

    def construct(self):
        self.set_camera_orientation(phi=60 * DEGREES, theta=30 * DEGREES)
        self.add(Square(fill_opacity=1, color=RED), Circle(fill_opacity=1, color=BLUE).shift(RIGHT))
        cube = Cube().shift(OUT)
        cube.submobjects[0].get_z_index_reference_point = lambda: np.array([0, 0, -9.0])
        self.add(cube)
        self.begin_ambient_camera_rotation(rate=1)
        self.wait(0.4)
