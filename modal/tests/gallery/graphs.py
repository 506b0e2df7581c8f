"""Graphs in all layouts, with vertices and edges that come and go."""

from manim import *


class Graphs(Scene):
    def construct(self):
        v = [1, 2, 3, 4, 5, 6]
        e = [(1, 2), (2, 3), (3, 4), (2, 4), (2, 5), (6, 5)]
        gs = (
            VGroup(
                *[
                    Graph(v, e, layout=l, layout_scale=1.2, labels=(l == "circular"))
                    for l in ("circular", "spiral", "shell", "kamada_kawai", "planar", "spring", "spectral", "random")
                ]
            )
            .arrange_in_grid(2, 4)
            .scale(0.8)
        )
        self.play(Create(gs), run_time=0.6)
        g = gs[0]
        self.play(g.animate.change_layout("spiral"), run_time=0.3)
        self.play(gs[1].animate.add_vertices(7, positions={7: gs[1].get_center()}), run_time=0.2)
        self.play(gs[1].animate.add_edges((7, 1), (7, 2)), run_time=0.2)
        self.play(gs[2].animate.remove_vertices(2), run_time=0.2)
        self.play(gs[3][1].animate.shift(UP), run_time=0.3)
