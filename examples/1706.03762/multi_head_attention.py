"""Multi-head attention: eight narrow attentions side by side, each with a habit of its own, joined into one answer."""

import numpy as np
from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
HEAD_COLORS = ["#58C4DD", "#5CA8E6", "#8C8FF0", "#C77DEB", "#FF6B81", "#F58F4F", "#F2B84B", "#83C167"]
CENTER = 0.1
ROWS = [2.05, 0.25, -1.1, -2.4]  # word, heads, joined, output
WORDS = 5  # rows and columns of a head's attention matrix
HEAD_WIDTH = 1.25
PREVIOUS, NEXT = 1, 6  # the two heads that are looked at closely


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def head_weights():
    """Eight typical attention matrices; each row adds up to one."""
    near = np.abs(np.subtract.outer(np.arange(WORDS), np.arange(WORDS)))
    kinds = [
        np.exp(-3 * near),  # itself
        np.exp(2.5 * np.eye(WORDS, k=-1)),  # the previous word
        np.ones((WORDS, WORDS)),  # all alike
        np.exp(2.5 * (np.arange(WORDS) == 1)) * np.ones((WORDS, 1)),  # always the second word
        np.exp(2.5 * np.fliplr(np.eye(WORDS))),  # the mirrored place
        np.exp(2.5 * (near == 2)),  # two words away
        np.exp(2.5 * np.eye(WORDS, k=1)),  # the next word
        np.exp(-0.9 * near),  # the neighbourhood
    ]
    return [weights / weights.sum(axis=1, keepdims=True) for weights in kinds]


def heat_map(weights, color):
    """A matrix of cells, the brighter the larger the weight."""
    cells = VGroup(
        Square(0.2, stroke_width=0, fill_color=interpolate_color(ManimColor(BACKGROUND), ManimColor(color), alpha))
        for alpha in (0.1 + 0.9 * weights).flatten()
    )
    return cells.set_fill(opacity=1).arrange_in_grid(WORDS, WORDS, buff=0.015)


def slab(width, color):
    """A vector, drawn the wider the more numbers it has."""
    return Rectangle(width=width, height=0.42, stroke_color=color, stroke_width=2, fill_color=color, fill_opacity=0.55)


def word_vector(seed):
    """A vector of many numbers, each a stripe of some brightness."""
    numbers = np.random.default_rng(seed).uniform(0.25, 1, 80)
    stripes = [Rectangle(width=8 * HEAD_WIDTH / 80, height=0.42, stroke_width=0) for _ in numbers]
    for stripe, number in zip(stripes, numbers):
        stripe.set_fill(interpolate_color(ManimColor(BACKGROUND), ManimColor(INK), number), opacity=1)
    return VGroup(stripes).arrange(RIGHT, buff=0)


class MultiHeadAttention(Scene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.show_vector()
        self.split()
        self.look_closely()
        self.join()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def note(self, words):
        """Animation that replaces the line under the title."""
        old, self.line = self.line, sans(words, color=MUTED).move_to(self.line)
        return Succession(FadeOut(old, shift=0.2 * UP), FadeIn(self.line, shift=0.2 * UP))

    def show_vector(self):
        title = sans("Multi-head attention", size=46).to_edge(UP, buff=0.35)
        self.line = sans("A single attention blends all it finds into one average", color=MUTED)
        self.line.next_to(title, DOWN, buff=0.2)
        self.margin = sans("word", "8 heads", "joined", "output", size=32, color=MUTED)
        for name, y in zip(self.margin, ROWS):
            name.move_to([-6.8, y, 0], aligned_edge=LEFT)
        self.lengths = MathTex("512", r"8 \times 64", "512", "512", font_size=36, color=MUTED)
        for length, y in zip(self.lengths, ROWS):
            length.move_to([6.25, y, 0])
        self.vector = word_vector(seed=1).move_to([CENTER, ROWS[0], 0])
        self.step(
            "A word is a vector of 512 numbers. One attention could only form one average for it.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(self.line),
            LaggedStart(*[GrowFromEdge(stripe, DOWN) for stripe in self.vector], lag_ratio=0.03),
            FadeIn(self.margin[0], self.lengths[0]),
            pause=1.5,
        )

    def split(self):
        self.heads = VGroup(heat_map(*head) for head in zip(head_weights(), HEAD_COLORS))
        self.heads.arrange(RIGHT, buff=HEAD_WIDTH - self.heads[0].width).move_to([CENTER, ROWS[1], 0])
        self.beams = VGroup(
            Polygon(
                *[self.vector.get_corner(DOWN + side) for side in (LEFT, RIGHT)],
                *[head.get_corner(UP + side) for side in (RIGHT, LEFT)],
                stroke_width=0,
                fill_color=color,
                fill_opacity=0.13,
            )
            for head, color in zip(self.heads, HEAD_COLORS)
        )
        self.step(
            "Eight heads look at it through eight learned projections, each to 64 numbers only.",
            self.note("Eight learned projections give eight narrow views"),
            FadeIn(self.margin[1], self.lengths[1]),
            LaggedStart(*[FadeIn(beam, shift=0.2 * DOWN) for beam in self.beams], lag_ratio=0.3),
            LaggedStart(*[FadeIn(head, shift=0.4 * DOWN) for head in self.heads], lag_ratio=0.3),
            seconds=2.5,
            pause=1.2,
        )

    def look_closely(self):
        close = [PREVIOUS, NEXT]
        others = VGroup(*[self.heads[i] for i in range(8) if i not in close], self.beams)
        names = sans("looks one word back", "looks one word ahead", size=32)
        for name, i in zip(names, close):
            name.set_color(HEAD_COLORS[i]).next_to(self.heads[i], DOWN, buff=0.3)
        names[0].align_to(self.heads[0], LEFT)
        names[1].align_to(self.heads[7], RIGHT)
        others.save_state()
        self.step(
            "Each head learns a habit: one may look a word back, another a word ahead.",
            self.note("Each head learns a habit of its own"),
            others.animate.fade(0.75),
            *[self.heads[i].animate.scale(1.15) for i in close],
            FadeIn(names, shift=0.2 * DOWN),
            pause=2,
        )
        self.play(
            Restore(others),
            *[self.heads[i].animate.scale(1 / 1.15) for i in close],
            FadeOut(names, shift=0.2 * DOWN),
        )

    def join(self):
        parts = VGroup(slab(HEAD_WIDTH - 0.25, color) for color in HEAD_COLORS)
        for part, head in zip(parts, self.heads):
            part.move_to(head).set_y(ROWS[2])
        joined = VGroup(slab(HEAD_WIDTH, color) for color in HEAD_COLORS).arrange(RIGHT, buff=0).move_to([CENTER, ROWS[2], 0])
        formula = MathTex(
            r"\text{MultiHead}(Q, K, V) = {}", r"\text{Concat}(\text{head}_1, \ldots, \text{head}_8)", r"\,W^O", font_size=42
        ).move_to([CENTER, -3.3, 0])
        self.step(
            "The eight answers are joined into one vector again.",
            self.note("Their answers are joined end to end"),
            FadeIn(self.margin[2], self.lengths[2]),
            LaggedStart(
                *[TransformFromCopy(head, VGroup(part)) for head, part in zip(self.heads, parts)], lag_ratio=0.1
            ),
            seconds=2,
            pause=0.4,
        )
        self.step(
            "Eight narrow heads cost about as much as a single wide one.",
            ReplacementTransform(parts, joined),
            FadeIn(formula[:2], shift=0.2 * UP),
            pause=1.2,
        )
        output = word_vector(seed=2).move_to([CENTER, ROWS[3], 0])
        threads = VGroup(
            Line(part.get_bottom(), [x, output.get_top()[1], 0], color=color, stroke_width=1.5, stroke_opacity=0.6)
            for part, color in zip(joined, HEAD_COLORS)
            for x in np.linspace(output.get_left()[0] + 0.4, output.get_right()[0] - 0.4, 6)
        )
        self.step(
            "A last matrix mixes what the heads have found.",
            self.note("A last matrix mixes what they found"),
            FadeIn(self.margin[3], self.lengths[3]),
            LaggedStart(*[Create(thread) for thread in threads], lag_ratio=0.02),
            Succession(Wait(0.5), FadeIn(output, shift=0.2 * DOWN)),
            FadeIn(formula[2], shift=0.2 * LEFT),
            seconds=2,
            pause=2.5,
        )
