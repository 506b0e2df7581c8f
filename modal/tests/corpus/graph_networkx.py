"""Graphs: layouts of networkx, a directed one, vertices that come and go."""

import networkx as nx
from manim import *


class GraphNetworkxShown(Scene):
    def construct(self):
        graph = Graph.from_networkx(nx.petersen_graph(), layout="shell", layout_scale=2, labels=False).to_edge(LEFT)
        directed = DiGraph([1, 2, 3, 4], [(1, 2), (2, 3), (3, 4), (4, 1)], layout="circular", labels=True).to_edge(RIGHT)
        self.play(Create(graph), run_time=0.6)
        self.play(FadeIn(directed), graph[0].animate.shift(UP * 0.5), run_time=0.6)
        self.play(directed.animate.add_vertices(5, positions={5: RIGHT * 3}), graph.animate.remove_vertices(3), run_time=0.6)
