"""Methods that are put into one object alone."""
import types

from manim import *


class OverriddenMethods(Scene):
    def construct(self):
        one, two, three, four = (Square().shift(4 * LEFT + 2.5 * place * RIGHT) for place in range(4))
        group = VGroup(one, two, three, four)
        self.add(group)

        def rise(self, dt=0, recursive=True):
            return self.shift(0.3 * dt * UP)

        one.update = types.MethodType(rise, one)
        two.get_stroke_width = lambda background=False: 0 if background else 20
        three.get_fill_rgbas = lambda: np.array([[1.0, 0, 0, 1]])
        four.get_stroke_rgbas = lambda background=False: np.array([[0, 1.0, 0, 1]])
        group.add_updater(lambda mobject, dt: None)
        self.wait(0.4)
        one.get_center = lambda: np.array([1.0, 1, 0])
        one.set_color([RED, BLUE]).set_sheen_direction(UR)
        three.get_anchors = lambda: [np.array([0.0, 0, 0])]
        self.play(three.animate.next_to(four, UP), Rotate(one), run_time=0.3)
        four.__deepcopy__ = lambda memo: Triangle(color=PINK).move_to(four)
        self.play(FadeIn(group.copy().shift(2 * DOWN)), run_time=0.2)
