"""In 3D: a sine and its cosine wind around the axis of positions, so a step along the sentence is always the same turn."""

import numpy as np
from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
SINE, COSINE = "#F2B84B", "#83C167"
START, END, FOCUS = "#58C4DD", "#8C8FF0", "#FF6B81"

POSITIONS = 24
SPEED = 10000 ** (-32 / 512)  # radians per position of the pair of dimensions 32 and 33
RADIUS = 1.7
STRIDE = 3  # the step k that is the same turn everywhere
BEGINNINGS = [1, 9, 17]


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def on_axis(position):
    return np.array([-5.6 + 10.2 * position / POSITIONS, 0, 0])


def on_helix(position, speed=SPEED):
    """Where a position is encoded: its sine to the side, its cosine up."""
    angle = speed * position
    return on_axis(position) + RADIUS * np.array([0, -np.sin(angle), np.cos(angle)])


def helix(first, last, speed=SPEED):
    return ParametricFunction(lambda position: on_helix(position, speed), t_range=[first, last, 0.2])


def turn(hand, angle):
    """Sets the hand of the clock, and its two coordinates, to an angle."""
    corner = on_axis(0) + RADIUS * np.cos(angle) * OUT
    tip = corner - RADIUS * np.sin(angle) * UP
    for line, ends in zip(hand, [(on_axis(0), corner), (corner, tip), (on_axis(0), tip)]):
        line.set_points_as_corners(ends)


class RelativePositions(ThreeDScene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.set_camera_orientation(phi=90 * DEGREES, theta=-180 * DEGREES, zoom=1, frame_center=0.3 * OUT)
        self.turn_on_circle()
        self.unwind()
        self.step_everywhere()
        self.wind_slower()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def flat(self, mobject):
        """Keeps a mobject on the screen, whatever the camera does."""
        self.add_fixed_in_frame_mobjects(mobject)
        self.remove(mobject)
        return mobject

    def note(self, words):
        """Animation that replaces the line under the title."""
        old, self.line = self.line, self.flat(sans(words, color=MUTED).move_to(self.line))
        return Succession(FadeOut(old, shift=0.2 * UP), FadeIn(self.line, shift=0.2 * UP))

    def turn_on_circle(self):
        title = self.flat(sans("Positions as turns", size=46).to_edge(UP, buff=0.35))
        self.line = self.flat(sans("A sine and its cosine: a point on a circle", color=MUTED).next_to(title, DOWN, buff=0.2))
        angle = ValueTracker(0.9)
        self.circle = Circle(RADIUS, color=MUTED, stroke_width=2).rotate(PI / 2, UP).move_to(on_axis(0))
        self.hand = VGroup(
            Line(color=COSINE, stroke_width=6), Line(color=SINE, stroke_width=6), Line(color=START, stroke_width=7)
        )
        self.hand.add_updater(lambda hand: turn(hand, angle.get_value()), call_updater=True)
        legend = MathTex(r"\cos(\omega\, pos)", r"\sin(\omega\, pos)", font_size=44)
        legend[0].set_color(COSINE).move_to([4.6, 0.5, 0])
        legend[1].set_color(SINE).move_to([4.6, -0.4, 0])
        self.legend = self.flat(legend)
        self.step(
            "Take one sine of the encoding together with its cosine: they are a point on a circle.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(self.line),
            Create(self.circle),
            FadeIn(self.hand, self.legend),
            pause=1,
        )
        self.step(
            "From word to word, the point moves on like the hand of a clock.",
            self.note("From word to word it turns, like the hand of a clock"),
            angle.animate.set_value(TAU),
            seconds=2.5,
            pause=0.4,
        )

    def unwind(self):
        self.hand.clear_updaters()
        axis = Line(on_axis(-1), on_axis(POSITIONS + 1), color=MUTED, stroke_width=3)
        self.curve = helix(0, POSITIONS).set_stroke(MUTED, width=3)
        self.spokes = VGroup(Line(on_axis(position), on_helix(position), stroke_width=5) for position in range(POSITIONS + 1))
        self.spokes.set_color_by_gradient(START, END)
        name = sans("position", size=34, color=MUTED).move_to(on_axis(POSITIONS + 1) + 0.8 * RIGHT + 0.35 * IN)
        self.add_fixed_orientation_mobjects(name)
        self.remove(name)
        self.add_subcaption("Along the sentence it climbs a spiral staircase, with one stair for each position.", duration=4)
        self.move_camera(
            phi=72 * DEGREES,
            theta=-112 * DEGREES,
            zoom=1,
            frame_center=[0, 0, -0.15],
            added_anims=[
                self.note("Along the sentence it climbs a spiral staircase"),
                FadeOut(self.hand, self.legend),
                FadeOut(self.circle),
                Create(axis),
                Succession(Wait(2), FadeIn(name)),
                Create(self.curve),
                LaggedStart(*[FadeIn(spoke) for spoke in self.spokes], lag_ratio=0.3),
            ],
            run_time=3,
        )
        self.wait()

    def step_everywhere(self):
        walked = ValueTracker(0)
        self.movers = VGroup(
            VGroup(VMobject(color=FOCUS, stroke_width=6), Line(color=FOCUS, stroke_width=8)) for _ in BEGINNINGS
        )

        def walk(group):
            for (trail, spoke), beginning in zip(group, BEGINNINGS):
                here = beginning + walked.get_value()
                spoke.set_points_as_corners([on_axis(here), on_helix(here)])
                trail.set_points(helix(beginning, here + 0.01).points)

        self.movers.add_updater(walk, call_updater=True)
        formula = self.flat(
            MathTex(
                "PE_{pos + k}", "=", r"\begin{pmatrix} \cos \omega k & \sin \omega k \\ -\sin \omega k & \cos \omega k \end{pmatrix}",
                "PE_{pos}", font_size=40,
            ).move_to([0, -3.15, 0])
        )
        formula[2].set_color(FOCUS)
        self.step(
            "Now go three words on, from anywhere in the sentence.",
            self.note("Three words on, from anywhere: the very same turn"),
            self.spokes.animate.set_stroke(opacity=0.35),
            FadeIn(self.movers),
            pause=0.3,
        )
        self.step(
            "It is the same turn everywhere, so attention can learn to look a fixed distance away.",
            walked.animate.set_value(STRIDE),
            FadeIn(formula, shift=0.2 * UP),
            seconds=2.5,
            pause=1,
        )

    def wind_slower(self):
        self.movers.clear_updaters()
        self.play(FadeOut(self.movers), self.spokes.animate.set_stroke(opacity=1), run_time=0.6)
        speed = ValueTracker(SPEED)
        self.curve.add_updater(lambda curve: curve.set_points(helix(0, POSITIONS, speed.get_value()).points))
        self.spokes.add_updater(
            lambda spokes: [
                spoke.set_points_as_corners([on_axis(position), on_helix(position, speed.get_value())])
                for position, spoke in enumerate(spokes)
            ]
        )
        self.add_subcaption("Other pairs of dimensions wind more slowly, for distances that are longer.", duration=5)
        self.move_camera(
            theta=-75 * DEGREES,
            added_anims=[
                self.note("Other dimensions wind more slowly"),
                speed.animate.set_value(SPEED / 4),
            ],
            run_time=3,
        )
        self.wait(2)
