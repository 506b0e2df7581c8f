"""Settings changed in the middle."""

from manim import *


class ConfigMiddle(Scene):
    def construct(self):
        self.play(Create(Square()), run_time=0.2)
        config.background_color = RED
        config.frame_width = 10
        config.frame_rate = 60
        config["pixel_height"] = 100
        self.play(Create(Circle()), run_time=0.3)
        with tempconfig({"frame_height": 4, "background_color": BLUE}):
            self.play(FadeIn(Text("hi").to_edge(UP)), run_time=0.3)
        self.wait(0.2)
        self.camera.frame_width = 10
        self.camera.frame_height = 6
        self.play(Create(Triangle()), run_time=0.2)
