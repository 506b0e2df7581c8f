"""Text, MarkupText and Paragraph: fonts, slants, weights, colours by word."""

from manim import *


class TextKindsShown(Scene):
    def construct(self):
        text = Text("Hello, wörld: αβγ 数学", font_size=40, t2c={"wörld": RED}, t2s={"Hello": ITALIC}, t2w={"Hello": BOLD})
        markup = MarkupText(f'<b>bold</b> <i>slanted</i> <span foreground="{BLUE}">blue</span> x<sub>2</sub>').next_to(text, DOWN)
        paragraph = Paragraph("two lines", "of a paragraph", alignment="center", line_spacing=0.5).scale(0.6).next_to(markup, DOWN)
        gradient = Text("gradient", gradient=(RED, BLUE, GREEN)).next_to(text, UP)
        self.play(Write(text), AddTextLetterByLetter(Text("typed").to_edge(UP), time_per_char=0.1), run_time=0.8)
        self.play(FadeIn(markup, paragraph, scale=0.5), Write(gradient), run_time=0.6)
