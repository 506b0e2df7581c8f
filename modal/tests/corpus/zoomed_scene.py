"""A second camera shows a part larger."""

from manim import *


class ZoomedSceneShown(ZoomedScene):
    def construct(self):
        dots = VGroup(*[Dot([x / 4, y / 4, 0], color=interpolate_color(BLUE, RED, (x + 3) / 6)) for x in range(-3, 4) for y in range(-3, 4)])
        self.add(dots)
        self.activate_zooming(animate=False)
        self.play(self.zoomed_camera.frame.animate.shift(RIGHT * 0.5), run_time=0.6)
        self.play(self.zoomed_camera.frame.animate.scale(0.5), dots.animate.shift(UP * 0.2), run_time=0.6)
