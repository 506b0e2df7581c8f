"""Thick lines with all joints and caps, turned and stretched."""

from manim import *


class JointsCapsShown(Scene):
    def construct(self):
        corners = [LEFT, UP, RIGHT, DOWN * 0.5]
        lines = VGroup(*[VMobject(stroke_width=25, joint_type=joint).set_points_as_corners(corners).set_cap_style(cap) for joint, cap in zip(LineJointType, CapStyleType)]).arrange(RIGHT)
        self.add(lines)
        self.play(lines.animate.stretch(0.5, 0).rotate(0.4), run_time=0.6)
        self.play(lines.animate.set_stroke(width=2), run_time=0.4)
