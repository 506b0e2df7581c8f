"""An explanation as language models write them: a kernel slides over an image of numbers and fills a map of features."""

import numpy as np
from manim import *


class Convolution(Scene):
    def construct(self):
        title = Text("How a convolution works", font_size=40)
        self.play(FadeIn(title, shift=DOWN))
        self.play(title.animate.scale(0.7).to_edge(UP))

        np.random.seed(0)
        values = np.random.randint(0, 10, (5, 5))
        kernel = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])
        image = self.grid(values, BLUE).shift(LEFT * 4)
        window = self.grid(kernel, ORANGE)
        result = np.array([[int((values[i : i + 3, j : j + 3] * kernel).sum()) for j in range(3)] for i in range(3)])
        output = self.grid(result, GREEN).shift(RIGHT * 4)
        for group, name in ((image, "Input"), (window, "Kernel"), (output, "Feature map")):
            group.label = Text(name, font_size=26).next_to(group, DOWN)
        star, equals = MathTex("*").scale(1.6).shift(LEFT * 1.8), MathTex("=").scale(1.4).shift(RIGHT * 1.9)
        self.play(LaggedStart(*[FadeIn(cell, scale=0.5) for cell in image], lag_ratio=0.03), Write(image.label))
        self.play(FadeIn(window), Write(window.label), Write(star))
        self.play(Write(equals), Write(output.label))

        frame = Square(side_length=1.8, color=YELLOW, stroke_width=6).move_to(image[6])
        self.play(Create(frame))
        for number, cell in enumerate(output):
            i, j = divmod(number, 3)
            target = image[(i + 1) * 5 + (j + 1)]
            self.play(frame.animate.move_to(target), run_time=0.4)
            self.play(TransformFromCopy(VGroup(*[image[(i + a) * 5 + j + b] for a in range(3) for b in range(3)]), cell), run_time=0.5)
        formula = MathTex(r"(I * K)_{ij} = \sum_{m} \sum_{n} I_{i+m,\,j+n}\, K_{m,n}").to_edge(DOWN)
        self.play(Write(formula))
        self.wait(2)

    def grid(self, values, color):
        cells = VGroup()
        for value in values.flatten():
            square = Square(side_length=0.6, stroke_color=color, stroke_width=2, fill_color=color, fill_opacity=0.2)
            cells.add(VGroup(square, Text(str(value), font_size=22).move_to(square)))
        return cells.arrange_in_grid(*values.shape, buff=0)
