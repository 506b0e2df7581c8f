"""Manim's banner."""

from manim import *


class Gallery1(Scene):
    def construct(self):
        banner = ManimBanner(dark_theme=True).scale(0.5)
        self.play(banner.create(), run_time=0.8)
        self.play(banner.expand(), run_time=0.5)
        self.play(Unwrite(banner), run_time=0.4)
