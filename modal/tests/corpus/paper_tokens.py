"""An explanation as language models write them: words become boxes, boxes become columns of numbers, and a bar chart picks the next word."""

import numpy as np
from manim import *


class NextToken(Scene):
    def construct(self):
        words = ["The", "cat", "sat", "on", "the"]
        boxes = VGroup()
        for word in words:
            text = Text(word, font_size=30)
            frame = RoundedRectangle(corner_radius=0.12, width=text.width + 0.5, height=0.8, color=BLUE_C, fill_color=BLUE_E, fill_opacity=0.5)
            boxes.add(VGroup(frame, text))
        boxes.arrange(RIGHT, buff=0.25).to_edge(UP, buff=0.8)
        self.play(LaggedStart(*[FadeIn(box, shift=UP * 0.4) for box in boxes], lag_ratio=0.2))
        self.wait(0.5)

        np.random.seed(3)
        columns = VGroup()
        for box in boxes:
            matrix = Matrix([[f"{value:.1f}"] for value in np.random.uniform(-1, 1, 4)], v_buff=0.55).scale(0.55).next_to(box, DOWN, buff=0.5)
            columns.add(matrix)
        arrows = VGroup(*[Arrow(box.get_bottom(), column.get_top(), buff=0.08, stroke_width=3) for box, column in zip(boxes, columns)])
        self.play(LaggedStart(*[GrowArrow(arrow) for arrow in arrows], lag_ratio=0.1), LaggedStart(*[FadeIn(column) for column in columns], lag_ratio=0.1))
        self.wait()

        model = RoundedRectangle(width=8, height=1.1, corner_radius=0.2, color=PURPLE, fill_color=PURPLE_E, fill_opacity=0.6).shift(DOWN * 1)
        label = Text("Transformer", font_size=34).move_to(model)
        self.play(DrawBorderThenFill(model), Write(label))
        self.play(*[column.animate.scale(0.3).move_to(model).set_opacity(0) for column in columns], FadeOut(arrows), run_time=1.2)

        chances = [0.62, 0.18, 0.12, 0.08]
        chart = BarChart(chances, bar_names=["mat", "sofa", "floor", "roof"], y_range=[0, 0.8, 0.2], x_length=6, y_length=2, bar_colors=[GREEN, BLUE, TEAL, GOLD])
        chart.to_edge(DOWN, buff=0.3)
        self.play(VGroup(model, label).animate.shift(UP * 1.6), run_time=0.8)
        self.play(Create(chart), run_time=2)
        softmax = MathTex(r"P(w_i) = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}", font_size=36).next_to(chart, RIGHT)
        self.play(Write(softmax))
        self.play(chart.animate.change_bar_values([0.85, 0.08, 0.05, 0.02]), run_time=1.5)
        winner = SurroundingRectangle(chart.bars[0], color=YELLOW)
        self.play(Create(winner))
        self.wait(2)
