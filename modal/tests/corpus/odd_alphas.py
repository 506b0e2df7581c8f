"""Animations that interpolate by all kinds of numbers, shapes of all kinds of arrays."""
from manim import *

KINDS = [
    np.float32, np.float16, np.array, lambda alpha: int(alpha > 0.5), lambda alpha: alpha > 0.5, lambda alpha: np.int64(alpha > 0.5),
    lambda alpha: np.float32(1), lambda alpha: 2 * alpha - 0.5,
]


class Oddly(Transform):
    def __init__(self, *mobjects, kind, **options):
        self.kind = kind
        super().__init__(*mobjects, **options)

    def interpolate_submobject(self, submobject, start, target, alpha):
        return submobject.interpolate(start, target, self.kind(alpha))


class OddAlphas(Scene):
    def construct(self):
        animations = []
        for place, kind in enumerate(KINDS):
            start = Square(0.9, color=RED).shift(6 * LEFT + 1.4 * place * RIGHT)
            target = Star(color=[BLUE, GREEN], fill_opacity=0.5, stroke_width=9).scale(0.5).move_to(start).shift(UP)
            if place % 2:
                start.points = np.asfortranarray(start.points)
            if place % 3 == 0:
                target.points = target.points.astype(np.float32)
            if place % 4 == 0:
                start.points = np.repeat(start.points, 2, axis=0)[::2]
                start.set_stroke(width=np.float32(3))
            animations.append(Oddly(start, target, kind=kind))
        self.play(*animations, run_time=0.6)
        self.wait(0.2)
