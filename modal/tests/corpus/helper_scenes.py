"""Scenes that another scene makes draw for themselves: what is shown is the outer one."""
from manim import *


class Helper(Scene):
    def construct(self):
        self.play(Create(Circle(color=RED, fill_opacity=1)), run_time=0.3)


class HelperScenes(Scene):
    def __init__(self, **options):
        self.helper = Helper()
        super().__init__(**options)

    def construct(self):
        self.helper.construct()
        other = Helper()
        other.render()
        self.play(Create(Square()), run_time=0.3)
        self.add(ImageMobject(self.helper.renderer.get_frame()).scale(0.4).shift(UP))
        self.add(ImageMobject(other.renderer.get_frame()).scale(0.4).shift(DOWN))
        self.wait(0.2)
