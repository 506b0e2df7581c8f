"""An explanation as language models write them: points lose their shape to noise and find it again, below two formulas."""

import numpy as np
from manim import *


class DiffusionProcess(Scene):
    def construct(self):
        self.camera.background_color = "#0f1117"
        title = Tex(r"\textbf{Denoising Diffusion Models}", font_size=46).to_edge(UP)
        underline = Line(LEFT * 4, RIGHT * 4, color=BLUE).next_to(title, DOWN, buff=0.1)
        self.play(Write(title), GrowFromCenter(underline))

        generator = np.random.default_rng(42)
        angles = np.linspace(0, 2 * PI, 80, endpoint=False)
        points = VGroup(*[Dot(1.3 * np.array([np.cos(a) * (1 + 0.3 * np.sin(3 * a)), np.sin(a), 0]), radius=0.05, color=TEAL) for a in angles])
        points.shift(LEFT * 3)
        noise = generator.normal(0, 0.75, (80, 3)) * [1, 1, 0]
        self.play(LaggedStart(*[FadeIn(dot, scale=0.3) for dot in points], lag_ratio=0.02), run_time=1.5)

        forward = MathTex(r"q(x_t \mid x_{t-1}) = \mathcal{N}\!\left(x_t;\ \sqrt{1-\beta_t}\,x_{t-1},\ \beta_t I\right)", font_size=34)
        backward = MathTex(r"p_\theta(x_{t-1} \mid x_t) = \mathcal{N}\!\left(x_{t-1};\ \mu_\theta(x_t, t),\ \Sigma_\theta\right)", font_size=34)
        formulas = VGroup(forward, backward).arrange(DOWN, buff=0.6, aligned_edge=LEFT).to_edge(RIGHT).shift(UP * 0.5)
        self.play(Write(forward))
        bar = NumberLine(x_range=[0, 1, 0.25], length=4, include_numbers=False).next_to(formulas, DOWN, buff=0.9)
        marker = Triangle(color=YELLOW, fill_opacity=1).scale(0.12).rotate(PI).next_to(bar.n2p(0), UP, buff=0.05)
        name = MathTex("t", font_size=32).next_to(bar, RIGHT)
        self.play(Create(bar), FadeIn(marker), Write(name))

        home = points.copy()
        self.play(
            *[dot.animate.shift(step).set_color(RED) for dot, step in zip(points, noise)],
            marker.animate.next_to(bar.n2p(1), UP, buff=0.05),
            run_time=3,
            rate_func=linear,
        )
        self.wait(0.5)
        self.play(Write(backward))
        self.play(Transform(points, home), marker.animate.next_to(bar.n2p(0), UP, buff=0.05), run_time=3)
        self.play(Circumscribe(backward, color=GREEN))
        self.wait(2)
