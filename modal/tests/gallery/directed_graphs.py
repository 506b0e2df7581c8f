"""Directed graphs, trees and partite layouts."""

from manim import *


class DiGraphs(Scene):
    def construct(self):
        g = DiGraph(
            [1, 2, 3],
            [(1, 2), (2, 3), (3, 1)],
            labels=True,
            edge_config={(1, 2): {"stroke_color": RED, "tip_config": {"tip_shape": ArrowCircleTip}}},
            vertex_config={1: {"fill_color": YELLOW}},
        )
        t = (
            Graph(list("ROABCD"), [("R", "O"), ("R", "A"), ("A", "B"), ("A", "C"), ("O", "D")], layout="tree", root_vertex="R", labels=True)
            .shift(3 * RIGHT)
            .scale(0.7)
        )
        p = Graph([0, 1, 2, 3, 4], [(0, 2), (1, 2), (2, 3), (2, 4)], layout="partite", partitions=[[0, 1], [2], [3, 4]]).shift(3 * LEFT)
        self.play(Create(g), Create(t), Create(p), run_time=0.6)
        self.play(g[1].animate.move_to([1, 1, 0]), g[2].animate.move_to([-1, 1, 0]), run_time=0.4)
        self.play(Rotate(g[1], PI, about_point=ORIGIN), t.animate.set_color(BLUE), run_time=0.4)
