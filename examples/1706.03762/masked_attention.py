"""An attention matrix as a heat map, read row by row, and the mask that keeps a decoder from seeing the future."""

import numpy as np
from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
QUERY, KEY, WEIGHT = "#58C4DD", "#F2B84B", "#FF6B81"

WORDS = ["the", "cat", "slept", "it", "was", "tired"]
SCORES = np.array(
    [
        [1.5, 2.2, 0.2, 0.0, 0.1, 0.3],
        [1.6, 1.8, 1.5, 0.6, 0.1, 1.4],
        [0.1, 2.3, 1.2, 0.4, 0.2, 1.5],
        [0.3, 3.2, 0.6, 1.0, 0.4, 1.2],
        [0.0, 0.9, 0.7, 1.6, 1.1, 2.0],
        [0.1, 2.1, 1.1, 1.7, 0.7, 1.3],
    ]
)
CELL = 0.74
CORNER = np.array([-4.5, 1.75, 0])  # upper left corner of the matrix
IT = 3  # the row that is read aloud


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def softmax(scores):
    """Weights of each row: positive, and together one."""
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def weight_color(weight):
    """Dark at zero, full colour from 0.7 up."""
    return interpolate_color(ManimColor("#1B2029"), ManimColor(WEIGHT), min(weight / 0.7, 1))


class MaskedAttention(Scene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.show_matrix()
        self.read_row()
        self.mask_future()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def note(self, words):
        """Animation that replaces the line under the title."""
        old, self.line = self.line, sans(words, color=MUTED).move_to(self.line)
        return Succession(FadeOut(old, shift=0.2 * UP), FadeIn(self.line, shift=0.2 * UP))

    def place(self, row, column):
        return CORNER + CELL * ((column + 0.5) * RIGHT + (row + 0.5) * DOWN)

    def show_matrix(self):
        title = sans("The attention matrix", size=46).to_edge(UP, buff=0.35)
        self.line = sans("Row by row: how much does each word look at the others?", color=MUTED)
        self.line.next_to(title, DOWN, buff=0.2)
        self.rows = sans(*WORDS, size=36, color=QUERY)
        self.columns = sans(*WORDS, size=30, color=KEY)
        for index, (row, column) in enumerate(zip(self.rows, self.columns)):
            row.move_to(self.place(index, -0.75), aligned_edge=RIGHT).set_y(self.place(index, 0)[1])
            column.set_x(self.place(0, index)[0])
        self.columns.set_y(self.place(-0.85, 0)[1])
        self.cells = [
            [
                Square(CELL - 0.06, stroke_width=0, fill_color=weight_color(weight), fill_opacity=1).move_to(self.place(i, j))
                for j, weight in enumerate(weights)
            ]
            for i, weights in enumerate(softmax(SCORES))
        ]
        self.step(
            "Every word of a sentence looks at every word.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(self.line),
            LaggedStart(*[FadeIn(word, shift=0.2 * RIGHT) for word in self.rows], lag_ratio=0.15),
            LaggedStart(*[FadeIn(word, shift=0.2 * DOWN) for word in self.columns], lag_ratio=0.15),
            pause=0.7,
        )
        self.step(
            "A row holds the weights of one word; the brighter a cell, the larger the weight.",
            LaggedStart(
                *[LaggedStart(*[FadeIn(cell, scale=0.6) for cell in row], lag_ratio=0.1) for row in self.cells],
                lag_ratio=0.3,
            ),
            seconds=2.5,
            pause=0.8,
        )

    def bar(self, index, weight):
        """A bar of the chart on the right, whose length is a weight of the row that is read."""
        bar = Rectangle(width=max(4 * weight, 0.02), height=0.4, stroke_width=0, fill_color=WEIGHT, fill_opacity=1)
        return bar.move_to([2.3, self.place(index, 0)[1], 0], aligned_edge=LEFT)

    def show_percentages(self, weights):
        texts = sans(*[rf"{round(100 * weight)}\,\%" for weight in weights], size=32)
        for index, (text, bar) in enumerate(zip(texts, self.bars_for(weights))):
            text.next_to(bar, RIGHT, buff=0.2).set_y(self.place(index, 0)[1])
        return texts

    def bars_for(self, weights):
        return VGroup(self.bar(index, weight) for index, weight in enumerate(weights))

    def read_row(self):
        weights = softmax(SCORES)[IT]
        self.frame = SurroundingRectangle(
            VGroup(self.rows[IT], *self.cells[IT]), color=QUERY, buff=0.08, corner_radius=0.1, stroke_width=4
        ).set_z_index(1)
        self.others = VGroup(*[cell for i, row in enumerate(self.cells) if i != IT for cell in row])
        self.others.save_state()
        heading = sans("where ", "it", " looks", size=36)
        heading[1].set_color(QUERY)
        heading.move_to([2.3, self.place(-0.85, 0)[1], 0], aligned_edge=LEFT)
        names = self.columns.copy()
        for index, name in enumerate(names):
            name.scale(1.2).move_to([2.05, self.place(index, 0)[1], 0], aligned_edge=RIGHT)
        self.bars = self.bars_for(weights)
        self.percentages = self.show_percentages(weights)
        self.step(
            "Read one row: that of the word ‘it’.",
            self.note("Whom does the word ``it'' mean?"),
            Create(self.frame),
            self.others.animate.fade(0.8),
            FadeIn(heading, shift=0.2 * DOWN),
            pause=0.3,
        )
        self.step(
            "It looks mostly at ‘cat’: the model has found out what the word stands for.",
            LaggedStart(
                LaggedStart(*[TransformFromCopy(*pair) for pair in zip(self.columns, names)], lag_ratio=0.15),
                LaggedStart(*[TransformFromCopy(*pair) for pair in zip(self.cells[IT], self.bars)], lag_ratio=0.15),
                LaggedStart(*[FadeIn(text) for text in self.percentages], lag_ratio=0.15),
                lag_ratio=0.4,
            ),
            seconds=2,
            pause=1.6,
        )

    def mask_future(self):
        # From the far corner towards the diagonal.
        future = [(i, i + ahead) for ahead in range(len(WORDS) - 1, 0, -1) for i in range(len(WORDS) - ahead)]
        infinity = MathTex(r"-\infty", font_size=34, color=INK)
        blocked = VGroup(infinity.copy().move_to(self.cells[i][j]) for i, j in future)
        formula = MathTex(
            r"\text{softmax}\!\left(Q K^T / \sqrt{d_k}", "+ M", r"\right)", r"\qquad M_{ij} = -\infty", r"\text{ for } j > i",
            font_size=40,
        ).move_to([0, -3.3, 0])
        self.step(
            "A decoder writes one word after the other, so nothing may look ahead.",
            self.note("When writing, the words to come must stay hidden"),
            Restore(self.others),
            FadeIn(formula, shift=0.2 * UP),
            pause=0.7,
        )
        self.step(
            "So the scores of all later words are set to minus infinity.",
            LaggedStart(
                *[
                    AnimationGroup(self.cells[i][j].animate.set_fill("#0B0E13"), FadeIn(mark, scale=0.5))
                    for (i, j), mark in zip(future, blocked)
                ],
                lag_ratio=0.1,
            ),
            seconds=2,
            pause=0.7,
        )
        masked = softmax(np.where(np.tri(len(WORDS), dtype=bool), SCORES, -np.inf))
        past = [(i, j) for i in range(len(WORDS)) for j in range(i + 1)]
        percentages = self.show_percentages(masked[IT])
        self.step(
            "The softmax makes them zero, and what is left shares the weight among the past.",
            self.note("Each row is shared out again, among the past only"),
            FadeOut(blocked),
            *[self.cells[i][j].animate.set_fill(weight_color(masked[i][j])) for i, j in past],
            Transform(self.bars, self.bars_for(masked[IT])),
            FadeTransform(self.percentages, percentages),
            pause=2.7,
        )
