"""A polar plane and a graph in it."""

from manim import *


class Polar(Scene):
    def construct(self):
        pp = PolarPlane(
            azimuth_units="PI radians", size=6, azimuth_step=12, azimuth_label_font_size=24, radius_config={"font_size": 24}
        ).add_coordinates()
        self.add(pp)
        r = lambda theta: 2 * np.sin(theta * 5)
        g = pp.plot_polar_graph(r, [0, 2 * PI], color=ORANGE)
        self.play(Create(g), run_time=0.8)
        self.play(Rotate(pp, PI / 6), run_time=0.3)
        self.play(ApplyWave(g), run_time=0.4)
