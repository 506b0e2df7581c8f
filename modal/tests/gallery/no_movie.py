"""Settings that would write no video."""

from manim import *

config.write_to_movie = False
config.verbosity = "DEBUG"
config.media_width = "50%"


class NoMovie(Scene):
    def construct(self):
        self.play(Create(Square()), run_time=0.3)
        config.write_to_movie = False
        self.wait(0.2)
