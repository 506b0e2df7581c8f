"""Listings in several styles."""

from manim import *


class Codes(Scene):
    def construct(self):
        code = """from manim import Scene, Square

class FadeInSquare(Scene):
    def construct(self):
        s = Square()  # comment
        self.play(FadeIn(s))
"""
        r = Code(
            code_string=code,
            language="python",
            tab_width=4,
            background="window",
            formatter_style="vim",
            background_config={"stroke_color": "maroon"},
            paragraph_config={"font": "Noto Sans Mono"},
            line_numbers_from=4,
        ).scale(0.7)
        self.play(Create(r), run_time=0.6)
        self.play(r.code_lines[2].animate.set_color(RED), run_time=0.3)
        c = Code(code_string="int main(){return 0;}", language="c", add_line_numbers=False, formatter_style="emacs").to_edge(DOWN)
        self.play(FadeIn(c), r.animate.shift(UP), run_time=0.3)
