"""Braces, arrows of all sorts, dashed lines, angles, surrounding shapes."""

from manim import *


class BracesArrowsShown(Scene):
    def construct(self):
        line = Line(LEFT * 3, RIGHT * 2 + UP)
        brace = Brace(line, line.copy().rotate(PI / 2).get_unit_vector())
        arrow = Arrow(LEFT * 3 + DOWN * 2, RIGHT + DOWN * 2, max_tip_length_to_length_ratio=0.1)
        curved, double = CurvedArrow(DOWN * 3 + LEFT, DOWN * 2 + RIGHT * 4), DoubleArrow(UP * 2 + LEFT * 4, UP * 3)
        dashed = DashedLine(LEFT * 5, LEFT * 5 + UP * 3, dash_length=0.1)
        angle = Angle(Line(ORIGIN, RIGHT), Line(ORIGIN, UP + RIGHT), radius=0.6, other_angle=False)
        around = BackgroundRectangle(brace, color=BLUE, fill_opacity=0.3)
        self.play(Create(line), GrowFromCenter(brace), Write(brace.get_tex("L")), run_time=0.5)
        self.play(GrowArrow(arrow), Create(curved), FadeIn(double, around), Create(dashed), Create(angle), Create(DashedVMobject(Circle().shift(RIGHT * 4))), run_time=0.6)
        self.play(arrow.animate.put_start_and_end_on(LEFT * 3, DOWN * 2), Create(ArcBrace(Arc(1.5, 0, 2))), Create(RightAngle(Line(LEFT, RIGHT), Line(DOWN, UP))), run_time=0.5)
