"""Lines, arrows and tips."""

from manim import *


class Lines(Scene):
    def construct(self):
        vt = VGroup(
            DashedLine(LEFT, RIGHT, dash_length=0.2),
            TangentLine(Circle(), 0.3, length=3),
            Arrow(LEFT, RIGHT, buff=0, tip_shape=StealthTip),
            DoubleArrow(LEFT, RIGHT, tip_shape_start=ArrowSquareTip),
            CurvedArrow(LEFT, RIGHT),
            CurvedDoubleArrow(LEFT, RIGHT),
            ArcBetweenPoints(LEFT, RIGHT, angle=1),
            Vector([1, 2]),
            LabeledLine(label="0.5", start=LEFT, end=RIGHT),
            LabeledArrow(label="a", start=LEFT, end=RIGHT),
            CubicBezier(LEFT, UP, DOWN, RIGHT),
            DashedVMobject(Circle(), num_dashes=9, dashed_ratio=0.4),
        ).arrange_in_grid(4, 3, buff=0.6)
        self.play(Create(vt), run_time=0.8)
        self.play(vt[2].animate.put_start_and_end_on(UP, DOWN), vt[7].animate.rotate(2), GrowArrow(vt[3]), run_time=0.4)
        self.play(vt[0].animate.scale(2), vt[2].animate.scale(0.5), vt[11].animate.set_stroke(width=10), run_time=0.4)
