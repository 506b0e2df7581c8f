"""Other templates than the default, and packages that the preamble lacks."""

from manim import *


class TexTemplatesShown(Scene):
    def construct(self):
        calligra = TexTemplate()
        calligra.add_to_preamble(r"\usepackage{mathrsfs}")
        first = Tex(r"$\mathscr{L}\{f\}$", tex_template=calligra)
        second = MathTex(r"\ce{x}", tex_template=TexTemplate(preamble=r"\usepackage{amsmath}\newcommand{\ce}[1]{\mathrm{#1}}")).next_to(first, DOWN)
        packages = TexTemplate()
        packages.add_to_preamble(r"\usepackage{physics}")
        packages.add_to_preamble(r"\newcommand{\R}{\mathbb{R}}")
        third = MathTex(r"\dv{x}{t} \in \R", tex_template=packages).to_edge(RIGHT)
        listed = BulletedList("one", "two $x$", "three").scale(0.6).to_edge(LEFT)
        title = Title("A title")
        self.add(title)
        self.play(Write(first), FadeIn(second, third), run_time=0.6)
        self.play(FadeIn(listed, lag_ratio=0.3), run_time=0.6)
