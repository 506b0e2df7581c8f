"""Gradients and sheen on strokes and fills, opacities, background strokes."""

from manim import *


class GradientsShown(Scene):
    def construct(self):
        ring = Annulus(1, 2, fill_opacity=0.8).set_color([RED, GREEN, BLUE]).shift(LEFT * 3)
        sheen = Square(fill_opacity=1, color=BLUE).set_sheen(0.5, UL)
        outlined = Text("outlined", color=BLACK).set_stroke(WHITE, 8, background=True).shift(RIGHT * 3)
        line = Line(LEFT * 5, RIGHT * 5, stroke_width=20).set_color_by_gradient(YELLOW, PURPLE, TEAL).to_edge(DOWN)
        self.add(ring, sheen, outlined, line)
        self.play(ring.animate.rotate(PI / 2), sheen.animate.set_sheen_direction(DR), run_time=0.6)
        self.play(line.animate.set_opacity(0.3), outlined.animate.set_fill(GREEN), ring.animate.set_stroke([WHITE, RED], 6), run_time=0.6)
