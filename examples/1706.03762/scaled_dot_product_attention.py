"""Scaled dot-product attention, built term by term: one query meets four keys and takes home a mix of their values."""

from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
QUERY, KEY, VALUE, WEIGHT = "#58C4DD", "#F2B84B", "#83C167", "#FF6B81"
VALUE_SHADES = ["#DDF5CB", "#9AD67F", "#58B368", "#2F9C86"]

WORDS = ["the", "cat", "looks", "tired"]
SCORES = ["8", "24", "16", "4"]  # query · key for each word
SCALED = ["1", "3", "2", "0.5"]  # divided by the square root of 64 dimensions
WEIGHTS = ["0.09", "0.63", "0.23", "0.05"]  # softmax of SCALED
UNSCALED_WEIGHTS = ["0.00", "1.00", "0.00", "0.00"]  # softmax of SCORES

COLUMNS = [-2.7, -0.9, 0.9, 2.7]
FLOOR = -1.35  # where the bars stand
COLORS_IN_FORMULA = {"Q": QUERY, "K": KEY, "K^T": KEY, "V": VALUE, r"\text{softmax}": WEIGHT}
SCORE = ["{", "Q", "K^T", r"\over", r"\sqrt{d_k}", "}"]


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def tile(label, color):
    box = RoundedRectangle(width=1.2, height=0.75, corner_radius=0.12, color=color, fill_opacity=0.22)
    return VGroup(box, label.move_to(box))


def colored_formula(*parts):
    formula = MathTex(*parts, font_size=50).move_to(1.8 * UP)
    for name, color in COLORS_IN_FORMULA.items():
        formula.set_color_by_tex(name, color)
    return formula


def bars_with_labels(heights, color, texts):
    """Bars over the four columns, and their numbers on top."""
    labels = MathTex(*texts, font_size=40, color=INK)
    bars = VGroup()
    for x, height, label in zip(COLUMNS, heights, labels):
        bar = Rectangle(width=0.9, height=max(height, 0.03), stroke_width=0, fill_color=color, fill_opacity=0.9)
        bars.add(bar.move_to([x, FLOOR, 0], aligned_edge=DOWN))
        label.next_to(bar, UP, buff=0.12)
    return bars, labels


class ScaledDotProductAttention(Scene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.ask()
        self.compare()
        self.divide()
        self.mix()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def note(self, words):
        """Animation that replaces the line under the title."""
        old, self.line = self.line, sans(words, color=MUTED).move_to(self.line)
        return Succession(FadeOut(old, shift=0.2 * UP), FadeIn(self.line, shift=0.2 * UP))

    def change_bars(self, heights, color, texts):
        bars, labels = bars_with_labels(heights, color, texts)
        old, self.labels = self.labels, labels
        return AnimationGroup(Transform(self.bars, bars), FadeTransform(old, labels))

    def change_formula(self, *parts):
        old, self.formula = self.formula, colored_formula(*parts)
        return TransformMatchingTex(old, self.formula)

    def ask(self):
        title = sans("Scaled dot-product attention", size=46).to_edge(UP, buff=0.35)
        self.line = sans("One word looks for what matters to it", color=MUTED).next_to(title, DOWN, buff=0.2)
        words = sans(*WORDS, size=42)
        for word, x in zip(words, COLUMNS):
            word.set_x(x)
        words.set_y(-3.1)
        self.step(
            "One word of a sentence looks for the words that matter to it.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(self.line),
            LaggedStart(*[FadeIn(word, shift=0.2 * UP) for word in words], lag_ratio=0.2),
            pause=1,
        )
        names = MathTex("q", "k_1", "k_2", "k_3", "k_4", font_size=44)
        query = tile(names[0].set_color(QUERY), QUERY).move_to([-5.3, -2.25, 0])
        asking = words[3].copy().set_color(QUERY).set_x(-5.3)
        self.keys = VGroup(tile(name.set_color(KEY), KEY).move_to([x, -2.25, 0]) for name, x in zip(names[1:], COLUMNS))
        self.query = query
        self.step(
            "It asks with a query, and every word answers with a key.",
            TransformFromCopy(words[3], asking, path_arc=-0.5),
            FadeIn(query, shift=0.3 * UP),
            LaggedStart(*[FadeIn(key, shift=0.3 * UP) for key in self.keys], lag_ratio=0.15),
            pause=1,
        )

    def compare(self):
        self.formula = colored_formula("Q", "K^T")
        self.bars, self.labels = bars_with_labels([0.075 * float(score) for score in SCORES], KEY, SCORES)
        rays = [
            ArcBetweenPoints(self.query.get_top(), key.get_top(), angle=-0.5, color=QUERY, stroke_width=5)
            for key in self.keys
        ]
        self.step(
            "Their dot products are the scores: the better they agree, the taller the bar.",
            self.note("A dot product says how well query and key agree"),
            FadeIn(self.formula, shift=0.2 * UP),
            LaggedStart(*[ShowPassingFlash(ray, time_width=0.6) for ray in rays], lag_ratio=0.3),
            LaggedStart(*[GrowFromEdge(bar, DOWN) for bar in self.bars], lag_ratio=0.3),
            LaggedStart(*[FadeIn(label, shift=0.3 * UP) for label in self.labels], lag_ratio=0.3),
            seconds=2.2,
            pause=1,
        )

    def divide(self):
        self.step(
            "A softmax of scores this large is all or nothing, and gives hardly a gradient to learn from.",
            self.note("Softmax of large scores: one word takes all"),
            self.change_bars([1.8 * float(weight) for weight in UNSCALED_WEIGHTS], WEIGHT, UNSCALED_WEIGHTS),
            self.change_formula(r"\text{softmax}", r"\big(", "Q", "K^T", r"\big)"),
            pause=2,
        )
        self.step(
            "So every score is first divided by the square root of the key's length.",
            self.note(r"So the scores are first divided by $\sqrt{d_k} = 8$"),
            self.change_bars([0.25 * float(score) for score in SCALED], KEY, SCALED),
            self.change_formula(*SCORE),
        )
        self.step(
            "Now the softmax gives gentler weights, which add up to one.",
            self.note("Now the weights are shared, and add up to one"),
            self.change_bars([1.8 * float(weight) for weight in WEIGHTS], WEIGHT, WEIGHTS),
            self.change_formula(r"\text{softmax}", r"\Big(", *SCORE, r"\Big)"),
        )

    def mix(self):
        weighted_sum = [r"\text{softmax}", r"\Big(", *SCORE, r"\Big)", "V"]
        whole = colored_formula(r"\text{Attention}", "(", "Q", ",", "K", ",", "V", ")", "=", *weighted_sum)
        names = MathTex("v_1", "v_2", "v_3", "v_4", font_size=44)
        values = [tile(name, shade).move_to(key) for name, shade, key in zip(names, VALUE_SHADES, self.keys)]
        slices = VGroup(
            Rectangle(width=1.2, height=2.4 * float(weight), stroke_width=0, fill_color=shade, fill_opacity=1)
            for weight, shade in zip(WEIGHTS, VALUE_SHADES)
        )
        slices.arrange(UP, buff=0).move_to([5.3, -2.55, 0], aligned_edge=DOWN)
        frame = SurroundingRectangle(slices, color=VALUE, buff=0.08, corner_radius=0.1)
        output = sans("output", size=42, color=VALUE).next_to(frame, DOWN).set_y(-3.1)
        self.step(
            "Each word also offers a value, which counts as much as its weight.",
            self.note("Each value counts as much as its weight"),
            LaggedStart(*[ReplacementTransform(key, value) for key, value in zip(self.keys, values)], lag_ratio=0.15),
            self.change_formula(*weighted_sum),
            pause=0.6,
        )
        self.step(
            "Mixed together: what the word takes home is mostly the cat.",
            LaggedStart(
                *[TransformFromCopy(value[0], part, path_arc=-0.6) for value, part in zip(values, slices)],
                lag_ratio=0.3,
            ),
            seconds=2,
            pause=0.6,
        )
        self.step(
            "That is attention: one line, computed for every word at once.",
            Create(frame),
            FadeIn(output, shift=0.2 * UP),
            Succession(
                ReplacementTransform(self.formula, whole[-len(weighted_sum) :]),
                FadeIn(whole[: -len(weighted_sum)], shift=0.3 * LEFT),
            ),
            pause=2.5,
        )
