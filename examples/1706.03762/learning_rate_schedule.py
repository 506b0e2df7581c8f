"""The warm-up learning-rate schedule: the smaller of a rising line and a falling curve, and what the warm-up moves."""

from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
RISE, FALL, RATE = "#F2B84B", "#58C4DD", "#FF6B81"

MODEL_DIMENSIONS = 512
LAST_STEP = 24  # thousand
TOP = 11  # of the vertical axis, in units of 0.0001


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def falling(thousand_steps):
    """The inverse square root of the step, in units of 0.0001."""
    return 1e4 * MODEL_DIMENSIONS**-0.5 * (1000 * thousand_steps) ** -0.5


def rising(thousand_steps, warm_up):
    """The line from zero that meets the falling curve after `warm_up` thousand steps."""
    return falling(warm_up) * thousand_steps / warm_up


class LearningRateSchedule(Scene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.show_axes()
        self.show_limits()
        self.take_the_smaller()
        self.vary_warm_up()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def note(self, words):
        """Animation that replaces the line under the title."""
        old, self.line = self.line, sans(words, color=MUTED).move_to(self.line)
        return Succession(FadeOut(old, shift=0.2 * UP), FadeIn(self.line, shift=0.2 * UP))

    def show_axes(self):
        title = sans("Warm up, then slow down", size=46).to_edge(UP, buff=0.35)
        self.line = sans("How large should a training step be?", color=MUTED).next_to(title, DOWN, buff=0.2)
        self.axes = Axes(
            x_range=[0, LAST_STEP + 1, 4],
            y_range=[0, TOP, 2],
            x_length=11.4,
            y_length=4.4,
            axis_config={"color": MUTED, "stroke_width": 2, "tip_width": 0.18, "tip_height": 0.18},
        ).move_to([0.2, -0.6, 0])
        ticks = sans(*[rf"{thousand}\,k" for thousand in range(4, LAST_STEP + 1, 4)], size=30, color=MUTED)
        ticks.next_to(self.axes.x_axis, DOWN, buff=0.15)
        for tick, thousand in zip(ticks, range(4, LAST_STEP + 1, 4)):
            tick.set_x(self.axes.c2p(thousand, 0)[0])
        names = sans("learning rate", "step", size=32, color=MUTED)
        names[0].rotate(PI / 2).next_to(self.axes.y_axis, LEFT, buff=0.2)
        names[1].next_to(self.axes.x_axis.get_end(), UP, buff=0.2)
        self.step(
            "How large a step should training take? Too large at first, and it never settles.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(self.line),
            Create(self.axes),
            FadeIn(ticks, names),
            pause=1,
        )

    def rising_line(self, warm_up):
        end = warm_up * max(8 / falling(warm_up), 1.1)  # beyond the peak, but below the formula
        return self.axes.plot(lambda x: rising(x, warm_up), x_range=[0, end], color=RISE, stroke_width=4)

    def rate_curve(self, warm_up):
        # In two pieces, so that the corner stays sharp.
        up = Line(self.axes.c2p(0, 0), self.axes.c2p(warm_up, falling(warm_up)))
        down = self.axes.plot(falling, x_range=[warm_up, LAST_STEP])
        return VMobject(color=RATE, stroke_width=7).append_points(up.points).append_points(down.points)

    def peak_line(self, warm_up):
        return DashedLine(self.axes.c2p(warm_up, 0), self.axes.c2p(warm_up, falling(warm_up)), color=INK, stroke_width=3)

    def show_limits(self):
        self.formula = MathTex(
            *[r"lrate = d_{\text{model}}^{-0.5} \cdot \min\big(", r"step^{-0.5}", r",\;", r"step \cdot warmup^{-1.5}", r"\big)"],
            font_size=40,
        ).move_to([1.9, 1.6, 0])
        self.formula[1].set_color(FALL)
        self.formula[3].set_color(RISE)
        first_step = (falling(1) / TOP) ** 2  # where the curve enters the plot
        self.falling_curve = self.axes.plot(falling, x_range=[first_step, LAST_STEP], color=FALL, stroke_width=4)
        self.rising_curve = self.rising_line(warm_up=4)
        self.step(
            "Late in training, steps should shrink with the inverse square root of their number.",
            self.note("Late: shrink with the inverse square root"),
            Create(self.falling_curve),
            FadeIn(self.formula[1], shift=0.2 * UP),
            pause=1,
        )
        self.step(
            "Early on, they should grow from nothing along a line.",
            self.note("Early: grow from nothing along a line"),
            Create(self.rising_curve),
            FadeIn(self.formula[3], shift=0.2 * UP),
            pause=1,
        )

    def take_the_smaller(self):
        self.rate, self.peak = self.rate_curve(warm_up=4), self.peak_line(warm_up=4)
        value = MathTex("0.0007", font_size=38, color=RATE).next_to(self.rate.get_top(), RIGHT, buff=0.25)
        value.set_x(self.peak.get_x() + 1.1)
        self.step(
            "The schedule takes the smaller of the two.",
            self.note("The schedule: always the smaller of the two"),
            FadeIn(self.formula[0], self.formula[2], self.formula[4]),
            *[curve.animate.set_stroke(opacity=0.35) for curve in (self.falling_curve, self.rising_curve)],
            pause=0.3,
        )
        self.step(
            "The steps warm up until number four thousand, and cool down ever after.",
            Create(self.rate),
            Succession(Wait(1), AnimationGroup(Create(self.peak), FadeIn(value, shift=0.2 * UP))),
            seconds=2.5,
            pause=1,
        )
        self.play(FadeOut(value), run_time=0.4)

    def vary_warm_up(self):
        warm_up = ValueTracker(4)
        self.rate.add_updater(lambda curve: curve.become(self.rate_curve(warm_up.get_value())))
        self.peak.add_updater(lambda line: line.become(self.peak_line(warm_up.get_value())))
        self.rising_curve.add_updater(
            lambda line: line.become(self.rising_line(warm_up.get_value()).set_stroke(opacity=0.35))
        )
        self.step(
            "A longer warm-up is gentler, and its peak lower.",
            self.note("Longer warm-up: gentler"),
            warm_up.animate.set_value(8),
            pause=0.5,
        )
        self.step(
            "A shorter one dares more.",
            self.note("Shorter warm-up: more daring"),
            warm_up.animate.set_value(2),
            pause=0.5,
        )
        self.step(
            "The paper settles in between.",
            self.note("The paper takes 4000 steps"),
            warm_up.animate.set_value(4),
            pause=1.7,
        )
