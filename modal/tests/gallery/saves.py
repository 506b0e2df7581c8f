"""Saved states, arrangements, backgrounds."""

from manim import *


class Saves(Scene):
    def construct(self):
        s = Square().save_state()
        g = VGroup(s, Circle().shift(RIGHT), VGroup(Triangle(), Dot())).set_z_index(1)
        self.play(GrowFromPoint(g[1], UL * 3), GrowFromEdge(g[2], DOWN), SpinInFromNothing(s), run_time=0.5)
        self.play(s.animate(path_arc=2).shift(3 * LEFT).rotate(1).set_fill(RED, 1), run_time=0.3)
        self.play(Restore(s), run_time=0.3)
        self.play(g.animate.arrange(DOWN, buff=0.1), run_time=0.3)
        g.add_background_rectangle(color=BLUE, opacity=0.4)
        self.play(g[1:].animate.set_stroke(WHITE, 8, background=True), run_time=0.3)
        g.sort(lambda p: p[1])
        g.shuffle()
        g.invert()
        self.play(g.animate.match_width(Line(LEFT * 3, RIGHT * 3)).to_corner(DR), run_time=0.3)
        h = g.copy().set_opacity(0.3).apply_function(lambda p: p + 0.2 * np.sin(3 * p))
        self.add(h)
        self.play(h.animate.apply_matrix([[0, -1], [1, 0]]), run_time=0.3)
        self.play(FadeOut(g, target_position=s), FadeOut(h, shift=DOWN, scale=2), Uncreate(s), run_time=0.4)
