"""An explanation as language models write them: a loss curve, steps down it, and the rule that makes them."""

from manim import *


class GradientDescent(Scene):
    def construct(self):
        title = Text("Gradient Descent", font_size=44, weight=BOLD).to_edge(UP)
        self.play(Write(title))
        self.wait(0.5)

        axes = Axes(x_range=[-3, 3, 1], y_range=[0, 5, 1], x_length=7, y_length=4, axis_config={"include_tip": True, "include_numbers": True})
        axes.shift(LEFT * 2 + DOWN * 0.5)
        labels = axes.get_axis_labels(x_label=r"\theta", y_label=r"L(\theta)")
        curve = axes.plot(lambda x: 0.5 * x**2 + 0.3, color=BLUE)
        self.play(Create(axes), Write(labels), run_time=1.5)
        self.play(Create(curve), run_time=1.5)

        rule = MathTex(r"\theta_{t+1}", "=", r"\theta_t", "-", r"\eta", r"\nabla L(\theta_t)").to_edge(RIGHT).shift(UP)
        rule[4].set_color(YELLOW)
        rule[5].set_color(RED)
        self.play(Write(rule))
        self.wait()

        position = ValueTracker(2.7)
        dot = always_redraw(lambda: Dot(axes.c2p(position.get_value(), 0.5 * position.get_value() ** 2 + 0.3), color=YELLOW, radius=0.1))
        tangent = always_redraw(
            lambda: TangentLine(curve, alpha=(position.get_value() + 3) / 6, length=2.5, color=RED)
        )
        value = always_redraw(
            lambda: VGroup(MathTex(r"L ="), DecimalNumber(0.5 * position.get_value() ** 2 + 0.3, num_decimal_places=2)).arrange(RIGHT).next_to(rule, DOWN, buff=0.7)
        )
        self.play(FadeIn(dot), Create(tangent), FadeIn(value))
        theta = 2.7
        for _ in range(4):
            theta -= 0.45 * theta
            self.play(position.animate.set_value(theta), run_time=0.8)
            self.wait(0.2)
        box = SurroundingRectangle(rule, color=YELLOW, buff=0.2)
        self.play(Create(box))
        self.play(Indicate(rule[5]))
        self.wait(1)
        self.play(*[FadeOut(mobject) for mobject in self.mobjects])
