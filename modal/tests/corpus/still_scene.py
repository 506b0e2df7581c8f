"""A scene without any animation: one held frame."""

from manim import *


class StillSceneShown(Scene):
    def construct(self):
        self.add(Square(fill_opacity=0.5), Text("still"))
