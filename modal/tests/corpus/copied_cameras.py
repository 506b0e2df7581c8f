"""A copy of a camera draws with its own settings, into its own picture."""
import copy

from manim import *


class CopiedCameras(MovingCameraScene):
    def construct(self):
        self.add(Square(), Circle().shift(3 * RIGHT))
        self.play(Create(Triangle()), run_time=0.3)
        camera = copy.copy(self.camera)
        camera.cairo_line_width_multiple = 0.05
        camera.pixel_array_to_cairo_context = {}
        camera.background_color = BLUE
        camera.pixel_array = np.zeros_like(camera.pixel_array)
        camera.capture_mobjects([Square(color=RED), Star().shift(2 * RIGHT)])
        self.add(ImageMobject(camera.pixel_array.copy()).scale(0.3).to_corner(UL))
        self.wait(0.2)
        self.renderer.camera = camera
        self.play(Rotate(self.mobjects[0]), run_time=0.3)
