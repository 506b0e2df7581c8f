"""Point clouds and image-like mobjects beside ordinary shapes."""

from manim import *


class PointCloudsShown(Scene):
    def construct(self):
        cloud = PointCloudDot(radius=1.2, density=12, color=BLUE).shift(LEFT * 3)
        disk = Mobject1D(color=RED, density=20)
        disk.add_line(LEFT, RIGHT * 2 + UP)
        self.add(cloud, disk)
        self.play(cloud.animate.shift(RIGHT), Create(Square().shift(RIGHT * 3)), run_time=0.6)
        self.play(cloud.animate.set_color(GREEN), disk.animate.rotate(PI / 3), run_time=0.5)
