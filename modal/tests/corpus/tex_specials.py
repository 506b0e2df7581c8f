"""Formulas whose DVI holds specials of its own: colours, rules, rotations."""

from manim import *


class TexSpecialsShown(Scene):
    def construct(self):
        coloured = Tex(r"\textcolor{red}{red} and \colorbox{yellow}{box}", tex_template=TexTemplate(preamble=r"\usepackage{xcolor}\usepackage{graphicx}\usepackage{amsmath}"))
        turned = Tex(r"\rotatebox{30}{turned} \scalebox{2}{large}", tex_template=TexTemplate(preamble=r"\usepackage{xcolor}\usepackage{graphicx}\usepackage{amsmath}")).next_to(coloured, DOWN)
        array = MathTex(r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}").next_to(turned, DOWN)
        self.play(FadeIn(coloured), FadeIn(turned), Create(array), run_time=0.8)
        self.wait(0.2)
