"""Sinusoidal positional encoding: waves of many wavelengths, read together, give every position a pattern of its own."""

import numpy as np
from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
LOW, HIGH, FOCUS = "#3D6FD9", "#F2B84B", "#FF6B81"  # a wave at -1, at +1, and the position in question

MODEL_DIMENSIONS = 512
DIMENSIONS = [0, 64, 128, 192]  # even dimensions; the ones shown
POSITIONS = 40
COMPARED = (11, 33)
ROWS = [1.75, 0.7, -0.35, -1.4]
LEFT_EDGE, WIDTH, HEIGHT = -5.1, 8.6, 0.8  # of the plots


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def wave(position, dimension):
    """The encoding of a position in an even dimension: a sine whose wavelength grows with the dimension."""
    return np.sin(position / 10000 ** (dimension / MODEL_DIMENSIONS))


def value_color(value):
    """Blue at -1, dark at 0, golden at +1."""
    end = ManimColor(HIGH if value > 0 else LOW)
    return interpolate_color(ManimColor("#1B2029"), end, abs(value))


def code_of(position, cell_width):
    """The encoding of a position as a column of coloured cells."""
    cells = VGroup()
    for dimension, y in zip(DIMENSIONS, ROWS):
        cell = Rectangle(width=cell_width, height=HEIGHT, stroke_width=0)
        cells.add(cell.set_fill(value_color(wave(position, dimension)), opacity=1).set_y(y))
    return cells


class PositionalEncoding(Scene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.position = ValueTracker(0)
        self.shuffle_words()
        self.show_waves()
        self.read_positions()
        self.fill_matrix()
        self.compare_positions()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def note(self, words):
        """Animation that replaces the line under the title."""
        old, self.line = self.line, sans(words, color=MUTED).move_to(self.line)
        return Succession(FadeOut(old, shift=0.2 * UP), FadeIn(self.line, shift=0.2 * UP))

    def shuffle_words(self):
        title = sans("Positional encoding", size=46).to_edge(UP, buff=0.35)
        self.line = sans("Attention alone sees a bag of words, without order", color=MUTED).next_to(title, DOWN, buff=0.2)
        words = sans("dog", "bites", "man", size=72)
        words[0].set_color(HIGH)
        words[2].set_color("#7FA3F0")
        for word, x in zip(words, (-3, 0, 3)):
            word.set_x(x)
        self.step(
            "Attention alone sees a bag of words: it cannot know who bites whom.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(self.line),
            LaggedStart(*[FadeIn(word, shift=0.3 * UP) for word in words], lag_ratio=0.2),
            pause=0.5,
        )
        self.step(
            "Swap two of them, and nothing has changed for it.",
            CyclicReplace(words[0], words[2], path_arc=1.6),
            pause=0.5,
        )
        self.play(FadeOut(words, scale=0.8), run_time=0.6)

    def show_waves(self):
        self.axes = VGroup()
        for y in ROWS:
            axes = Axes(
                x_range=[0, POSITIONS, 10],
                y_range=[-1, 1, 1],
                x_length=WIDTH,
                y_length=HEIGHT,
                tips=False,
                axis_config={"color": MUTED, "stroke_width": 1.5, "include_ticks": False},
            )
            self.axes.add(axes.move_to([LEFT_EDGE + WIDTH / 2, y, 0]))
        self.waves = VGroup(
            axes.plot(lambda x, d=dimension: wave(x, d), color=INK, stroke_width=4)
            for axes, dimension in zip(self.axes, DIMENSIONS)
        )
        self.names = MathTex(*[rf"i = {dimension // 2}" for dimension in DIMENSIONS], font_size=36, color=MUTED)
        for name, y in zip(self.names, ROWS):
            name.move_to([LEFT_EDGE - 0.3, y, 0], aligned_edge=RIGHT)
        self.ticks = sans("0", "10", "20", "30", "40", "position", size=30, color=MUTED)
        for tick, x in zip(self.ticks, (0, 10, 20, 30, 40, 35)):
            tick.set_x(self.axes[0].c2p(x, 0)[0])
        self.ticks.set_y(ROWS[-1] - 0.75)
        self.formula = MathTex(
            r"PE_{(pos,\,2i)} = \sin\!\left(pos \,/\, 10000^{2i/d_{\text{model}}}\right)", font_size=40
        ).move_to([LEFT_EDGE + WIDTH / 2, -3.15, 0])
        self.step(
            "So each position is described by waves, from fast to slow.",
            self.note("So each position is described by waves, fast and slow"),
            LaggedStart(*[Create(axes) for axes in self.axes], lag_ratio=0.2),
            LaggedStart(*[FadeIn(name, shift=0.2 * RIGHT) for name in self.names], lag_ratio=0.2),
            LaggedStart(*[Create(curve) for curve in self.waves], lag_ratio=0.25),
            FadeIn(self.ticks, self.formula, shift=0.2 * UP),
            seconds=2.5,
            pause=0.7,
        )

    def read_positions(self):
        x_of = self.axes[0].c2p
        self.cursor = Line([0, ROWS[0] + 0.55, 0], [0, ROWS[-1] - 0.55, 0], color=FOCUS, stroke_width=3)
        self.cursor.add_updater(lambda line: line.set_x(x_of(self.position.get_value(), 0)[0]))
        self.dots = VGroup(Dot(radius=0.09, color=FOCUS) for _ in DIMENSIONS)
        self.code = code_of(0, cell_width=1.1).set_x(5.6)
        for dot, cell, axes, dimension in zip(self.dots, self.code, self.axes, DIMENSIONS):
            dot.add_updater(
                lambda dot, axes=axes, dimension=dimension: dot.move_to(
                    axes.c2p(self.position.get_value(), wave(self.position.get_value(), dimension))
                )
            )
            cell.add_updater(
                lambda cell, dimension=dimension: cell.set_fill(value_color(wave(self.position.get_value(), dimension)))
            )
        frame = SurroundingRectangle(self.code, color=FOCUS, buff=0.08, corner_radius=0.08)
        self.code_frame = frame
        self.step(
            "The values of all waves at one position are its code.",
            self.note("Their values, read together, are the code of a position"),
            FadeIn(self.cursor, self.dots, self.code, frame),
            pause=0.2,
        )
        self.step(
            "Blue stands for minus one, gold for plus one; the fast waves tell neighbours apart, the slow ones regions.",
            self.position.animate.set_value(POSITIONS - 1),
            seconds=4.5,
            pause=0.5,
        )

    def fill_matrix(self):
        for mobject in (self.cursor, *self.dots, *self.code):
            mobject.clear_updaters()
        cell_width = WIDTH / POSITIONS
        self.matrix = VGroup(
            code_of(position, cell_width).set_x(LEFT_EDGE + (position + 0.5) * cell_width) for position in range(POSITIONS)
        )
        self.step(
            "Side by side, the codes of all positions make a pattern.",
            self.note("Side by side, the codes make a pattern"),
            FadeOut(self.cursor, self.dots, self.axes, self.waves, self.code, self.code_frame),
            LaggedStart(*[FadeIn(column) for column in self.matrix], lag_ratio=0.1),
            seconds=2,
            pause=1,
        )

    def compare_positions(self):
        columns = [self.matrix[position] for position in COMPARED]
        marks = [SurroundingRectangle(column, color=FOCUS, buff=0.05, stroke_width=4) for column in columns]
        codes = [code_of(position, cell_width=1.0).set_x(x) for position, x in zip(COMPARED, (4.75, 6.25))]
        labels = sans(*[str(position) for position in COMPARED], size=36, color=FOCUS)
        for label, code in zip(labels, codes):
            label.set_x(code.get_x())
        labels.match_y(self.ticks)
        self.step(
            "No two columns are alike,",
            self.note("No two positions share a code"),
            LaggedStart(*[Create(mark) for mark in marks], lag_ratio=0.3),
            pause=0.2,
        )
        self.step(
            "and the waves go on, for sentences of any length.",
            LaggedStart(*[TransformFromCopy(column, code) for column, code in zip(columns, codes)], lag_ratio=0.2),
            FadeIn(labels, shift=0.2 * UP),
            pause=2.2,
        )
