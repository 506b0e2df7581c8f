"""Images made of arrays: scaled, turned, faded, transformed."""

from manim import *


class ImagesShown(Scene):
    def construct(self):
        wave = ((np.sin(np.arange(64)[:, None] / 6) * np.cos(np.arange(64) / 9) + 1) * 127).astype(np.uint8)
        grey = ImageMobject(wave).scale(2).shift(LEFT * 3)
        colour = ImageMobject(np.dstack([wave, wave.T, 255 - wave])).set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        colour.height = 2
        self.play(FadeIn(grey), run_time=0.4)
        self.play(colour.animate.shift(RIGHT * 3).rotate(PI / 5), grey.animate.set_opacity(0.4), run_time=0.6)
        self.play(FadeOut(grey, colour), Create(Circle()), run_time=0.4)
