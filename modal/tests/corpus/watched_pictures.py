"""Pictures, backgrounds and held images that a scene has in hands and changes; six scenes."""

import copy

from manim import *


class KeepsPixels(Scene):
    def construct(self):
        pixels = self.camera.pixel_array
        moving = Square().add_updater(lambda m, dt: (m.shift(dt * RIGHT), pixels.__setitem__(slice(0, 40), 255)))
        self.add(Circle(), moving)
        self.wait(0.3)
        self.play(FadeIn(Text("pixels")), run_time=0.2)


class KeepsThemLater(Scene):
    def construct(self):
        self.play(Create(Square()), run_time=0.2)
        rows = self.camera.pixel_array[100:140]
        self.play(Create(Circle()), UpdateFromFunc(Dot(), lambda m: rows.fill(99)), run_time=0.3)
        self.wait(0.1)
        self.play(Create(Triangle()), run_time=0.2)


class ChangesWhatIsHeld(Scene):
    def construct(self):
        self.add(Square())

        def darken(m):
            if self.renderer.static_image is not None:
                self.renderer.static_image[:, ::7] = 60

        dot = Dot(3 * LEFT).add_updater(darken)
        self.play(dot.animate.shift(6 * RIGHT), run_time=0.3)
        returned = self.renderer.save_static_frame_data(self, [Circle()])
        returned[:] = 200
        self.play(FadeOut(dot), run_time=0.2)


class ChangesBackgrounds(Scene):
    def construct(self):
        self.play(Create(Square()), run_time=0.2)
        self.camera.background_color = BLUE_E
        self.play(Create(Circle()), run_time=0.2)
        behind = self.camera.background
        mark = Dot().add_updater(lambda m, dt: behind[10:90].fill(140))
        self.add(mark)
        self.play(mark.animate.shift(RIGHT), run_time=0.2)
        self.camera.background = np.full_like(behind, 30)
        self.camera.background_opacity = 0.5
        self.play(Rotate(mark), run_time=0.2)


class SharesPixels(MovingCameraScene):
    def construct(self):
        self.add(Square())
        other = copy.copy(self.camera)
        sweep = ValueTracker(0)
        star = Star(color=RED).shift(4 * LEFT)
        star.add_updater(lambda m, dt: other.capture_mobjects([Triangle().shift(sweep.get_value() * UP)]))
        self.add(star, sweep)
        self.play(sweep.animate.set_value(3), self.camera.frame.animate.shift(RIGHT), run_time=0.4)
        self.camera.reset()
        self.play(self.camera.frame.animate.scale(0.7), run_time=0.2)


class FarAndWide(Scene):
    """Strokes far wider than their shapes, mitres, shapes that leave the picture or are no shapes, and odd numbers."""

    def construct(self):
        sharp = VMobject(stroke_width=60, joint_type=LineJointType.MITER).set_points_as_corners([LEFT, 2 * UP, RIGHT])
        far = Square().shift(1e5 * RIGHT + UP)
        further = Line(3e7 * LEFT, 3e7 * RIGHT + UP)
        capped = Line(ORIGIN, UP, stroke_width=80, cap_style=CapStyleType.SQUARE).shift(3 * LEFT)
        odd = Circle(stroke_width=np.int64(9)).shift(2 * DOWN)
        broken = Square(fill_opacity=1).shift(4 * RIGHT)
        fading = Square(color=GREEN).set_fill(color=[RED, BLUE], opacity=1).shift(2 * LEFT + DOWN)
        own = Triangle(color=PINK)
        own.get_stroke_width = lambda background=False: 0 if background else 70
        behind = Text("behind").set_stroke(RED, 30, background=True).shift(3 * UP)
        self.add(ValueTracker(2), sharp, far, further, capped, odd, broken, fading, own, behind)
        for turn in range(3):
            if turn == 1:
                broken.points[3] = np.nan
                sharp.set_opacity(0)
            moving = (sharp, far, capped, odd, fading, own, behind)
            self.play(*(m.animate.shift(0.7 * DOWN).rotate(1) for m in moving), run_time=0.3)
        self.play(further.animate.set_stroke(width=200), odd.animate.shift(9 * LEFT), run_time=0.3)
