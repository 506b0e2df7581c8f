"""An SVG that the code writes: arcs, curves, groups, transforms, gradients left out."""

from pathlib import Path

from manim import *


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
<g transform="rotate(15 50 50)"><rect x="10" y="10" width="30" height="20" rx="4" fill="#ff8800" stroke="#fff" stroke-width="2"/>
<circle cx="70" cy="30" r="15" fill="none" stroke="teal" stroke-width="3"/></g>
<path d="M10 80 C 20 50, 40 50, 50 80 S 80 110, 90 70 A 10 10 0 0 0 70 60 Z" fill="#3366cc" fill-opacity="0.5"/>
<polygon points="50,40 60,60 40,60" fill="yellow"/><line x1="5" y1="95" x2="95" y2="95" stroke="red"/></svg>"""


class SvgShapesShown(Scene):
    def construct(self):
        Path("drawing.svg").write_text(DRAWING)
        drawing = SVGMobject("drawing.svg", height=4)
        self.play(DrawBorderThenFill(drawing), run_time=1)
        self.play(drawing.animate.scale(0.5).shift(RIGHT * 2), Wiggle(SVGMobject("drawing.svg", height=2).shift(LEFT * 3)), run_time=0.6)
