"""A drawing in SVG with groups, arcs and transforms."""

from manim import *


class Svgs(Scene):
    def construct(self):
        with open("drawing.svg", "w") as f:
            f.write(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><g transform="rotate(20 50 50)"><rect x="10" y="10" width="40" height="30" rx="5" fill="#ff0000" stroke="blue" stroke-width="3"/><circle cx="70" cy="60" r="20" fill="none" stroke="#0f0"/><path d="M10 80 C 40 10, 65 10, 95 80 S 150 150, 180 80 A 20 30 10 1 0 10 80 Z" fill="purple" fill-opacity="0.5"/><polyline points="0,0 20,40 60,10" stroke="white" fill="none"/><ellipse cx="30" cy="70" rx="10" ry="5"/></g></svg>'
            )
        s = SVGMobject("drawing.svg", height=4)
        self.play(DrawBorderThenFill(s), run_time=0.6)
        self.play(s.animate.set_opacity(0.4).rotate(0.5), run_time=0.3)
        u = SVGMobject("drawing.svg", fill_color=GREEN, stroke_width=2, opacity=0.7, should_center=False).scale(0.3)
        self.play(ReplacementTransform(s, u), run_time=0.4)
