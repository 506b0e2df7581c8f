"""Light on shapes in three dimensions: with gradients, without, moving, behind the eye, fixed in the frame, and of cameras with their own ways."""

from manim import *


class ShapesLit(ThreeDScene):
    def construct(self):
        self.set_camera_orientation(phi=70 * DEGREES, theta=-40 * DEGREES, focal_distance=6)
        striped = Square().set_fill([RED, GREEN, BLUE], opacity=[0.2, 0.9, 0.5]).set_stroke([WHITE, YELLOW], width=6).set_shade_in_3d(True)
        behind = Square(0.5).set_stroke(color=[RED, BLUE], width=12, background=True).set_fill(YELLOW, 0.7).set_shade_in_3d(True).shift(UP)
        sheen = Circle(0.5, fill_opacity=1, sheen_factor=0.5, sheen_direction=UR).shift(RIGHT * 2)
        near = Cube(0.6).shift([3, -3.5, 1])
        fixed = Square(0.5, fill_opacity=1).set_color_by_gradient(RED, BLUE).set_shade_in_3d(True).to_corner(UR)
        facing = Triangle(fill_opacity=1).set_fill([PURPLE, ORANGE]).set_shade_in_3d(True).shift(LEFT * 2)
        many = Square(0.5, fill_opacity=1).set_fill([interpolate_color(RED, BLUE, i / 20) for i in range(21)]).shift(DOWN)
        self.add_fixed_in_frame_mobjects(fixed)
        self.add_fixed_orientation_mobjects(facing)
        self.add(striped, behind, sheen, near, many, VMobject().set_shade_in_3d(True))
        self.camera.light_source.add_updater(lambda light, dt: light.shift(RIGHT * dt * 5))
        self.add(self.camera.light_source)
        self.play(Rotate(striped, PI / 3, axis=UP), near.animate.shift(IN), run_time=0.4)
        self.camera.should_apply_shading = False
        self.play(FadeOut(behind), run_time=0.3)
        self.camera.should_apply_shading = True
        self.camera.exponential_projection = True
        self.move_camera(zoom=0.8, theta=20 * DEGREES, run_time=0.3)


class Tinted(ThreeDCamera):
    def modified_rgbas(self, vmobject, rgbas):
        shaded = super().modified_rgbas(vmobject, rgbas).copy()
        shaded[:, 0] = 1
        return shaded

    def project_points(self, points):
        return super().project_points(np.array(points) * 0.9)


class Bent(ThreeDCamera):
    """Is handed the ends of a gradient as a pair, all else as an array."""

    def project_points(self, points):
        return super().project_points(np.array(points) * (0.9 if isinstance(points, np.ndarray) else 0.5))


class ShapesOfCamera(ThreeDScene):
    camera_class = ThreeDCamera

    def __init__(self, **arguments):
        super().__init__(camera_class=self.camera_class, **arguments)

    def construct(self):
        self.set_camera_orientation(phi=60 * DEGREES, theta=30 * DEGREES)
        self.add(Cube(), Square(3).set_stroke([RED, BLUE]))
        self.begin_ambient_camera_rotation(rate=1)
        self.wait(0.3)


class ShapesTinted(ShapesOfCamera):
    camera_class = Tinted


class ShapesBent(ShapesOfCamera):
    camera_class = Bent


class ShapesMoved(ShapesOfCamera):
    def construct(self):
        stock = Camera.transform_points_pre_display
        Camera.transform_points_pre_display = lambda camera, mobject, points: stock(camera, mobject, points * 0.9 if isinstance(points, np.ndarray) else points)
        super().construct()
        Camera.transform_points_pre_display = stock
