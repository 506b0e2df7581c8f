"""Manim's opening scene, shorter."""

from manim import *


class OpeningManim(Scene):
    def construct(self):
        title = Tex(r"This is some \LaTeX")
        basel = MathTex(r"\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}")
        VGroup(title, basel).arrange(DOWN)
        self.play(Write(title), FadeIn(basel, shift=DOWN), run_time=0.5)
        tt = Tex("That was a transform").to_corner(UP + LEFT)
        self.play(Transform(title, tt), LaggedStart(*(FadeOut(obj, shift=DOWN) for obj in basel)), run_time=0.5)
        grid = NumberPlane()
        gt = Tex("This is a grid", font_size=72).move_to(tt)
        self.add(grid, gt)
        self.play(FadeOut(title), FadeIn(gt, shift=UP), Create(grid, run_time=0.8, lag_ratio=0.1))
        grid.prepare_for_nonlinear_transform()
        self.play(grid.animate.apply_function(lambda p: p + np.array([np.sin(p[1]), np.sin(p[0]), 0])), run_time=0.6)
