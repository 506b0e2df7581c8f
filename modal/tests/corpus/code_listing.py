"""A code listing whose lines are shown one after the other."""

from manim import *


class CodeListingShown(Scene):
    def construct(self):
        code = Code(code_string="def f(x):\n    # squared\n    return x ** 2\n", language="python", background="window", formatter_style="monokai")
        self.play(FadeIn(code.background), run_time=0.3)
        self.play(LaggedStart(*[Write(line) for line in code.code_lines], lag_ratio=0.5), run_time=1)
        self.play(Indicate(code.code_lines[2]), run_time=0.5)
