"""Texts, markup and typing."""

from manim import *


class Texts(Scene):
    def construct(self):
        t = (
            VGroup(
                Text("Hello world", t2c={"world": BLUE, "[0:2]": RED}, t2s={"Hello": ITALIC}, t2w={"world": BOLD}),
                Text("gradient", gradient=(RED, GREEN), disable_ligatures=True),
                MarkupText(
                    '<b>bold</b> <span foreground="red" size="x-large">red</span> <gradient from="BLUE" to="YELLOW">fade</gradient> H<sub>2</sub>O'
                ),
                Paragraph("one two", "three", line_spacing=0.8, alignment="right"),
                BulletedList("a", "b", height=1.5, width=2),
                Title("A title"),
                Text("日本語 ελληνικά", font="Noto Sans CJK JP"),
                Text("a\tb\nc", tab_width=8, line_spacing=1),
            )
            .arrange(DOWN, buff=0.2)
            .scale(0.6)
        )
        self.play(AddTextLetterByLetter(t[0], time_per_char=0.05))
        self.play(Write(t[1:5], run_time=0.6), Unwrite(t[0], run_time=0.3))
        self.play(FadeIn(t[5:]), run_time=0.3)
        self.play(RemoveTextLetterByLetter(t[7], time_per_char=0.05))
        self.play(TypeWithCursor(Text("cursor"), Rectangle(color=WHITE, fill_opacity=1, height=0.8, width=0.3), time_per_char=0.05))
        self.play(t[4].animate.fade_all_but(0), run_time=0.2)
