"""Defaults, colours by module, setup and tear_down."""

from manim import *

config.background_color = WHITE
config.frame_height = 6
Text.set_default(color=BLACK, font_size=30)
Square.set_default(color=BLUE, fill_opacity=0.4)


class Defaults(Scene):
    def setup(self):
        self.tag = Text("set up")
        self.camera.background_color = "#ece6e2"

    def construct(self):
        self.add(self.tag.to_edge(UP))
        self.play(DrawBorderThenFill(Square()), run_time=0.3)
        logo_green, logo_blue, logo_red = "#87c2a5", "#525893", "#e07a5f"
        ds_m = MathTex(r"\mathbb{M}", fill_color="#343434").scale(3).shift(2.25 * LEFT)
        c = Circle(color=logo_green, fill_opacity=1).shift(LEFT)
        s = Square(color=logo_blue, fill_opacity=1).shift(UP)
        t = Triangle(color=logo_red, fill_opacity=1).shift(RIGHT)
        self.add(VGroup(t, s, c, ds_m).move_to(ORIGIN))
        self.wait(0.1)
        Square.set_default()
        Text.set_default()

    def tear_down(self):
        self.play(FadeOut(self.tag), run_time=0.2)
