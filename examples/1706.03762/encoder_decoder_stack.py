"""A flight through the Transformer: the two stacks, the inside of a layer of each, and how a translation is written."""

from manim import *

BACKGROUND, INK, MUTED = "#11151C", "#ECEFF4", "#A7B1C2"
ENCODER, DECODER = "#58C4DD", "#F2B84B"
ATTENTION, FEED_FORWARD, NORM = "#FF6B81", "#8C8FF0", "#7C8798"

LAYERS = 6
ENCODER_X, DECODER_X = -2.9, 2.9
SOURCE, TARGET = ["I", "like", "tea"], ["ich", "mag", "Tee"]
WORD_SPACING = 1.2


def sans(*words, size=34, color=INK):
    """Text in TeX's sans face, which looks the same on every machine; one part per argument."""
    return Tex(*[rf"\textsf{{{word}}}" for word in words], font_size=size, color=color)


def box(width, height, color):
    return RoundedRectangle(
        width=width, height=height, corner_radius=0.1, stroke_color=color, stroke_width=3, fill_color=color, fill_opacity=0.2
    )


def stack(x, color):
    """Six layers, the first at the bottom."""
    return VGroup(box(3.2, 0.45, color) for _ in range(LAYERS)).arrange(UP, buff=0.1).move_to([x, -0.4, 0])


def light_up(layers):
    """A wave that runs up through a stack."""
    waves = [layer.animate(rate_func=there_and_back).set_fill(opacity=0.9) for layer in layers]
    return LaggedStart(*waves, lag_ratio=0.35)


def sublayers(center, *kinds):
    """The inside of a layer: each sublayer, then the sum with what went around it, and the arrows between."""
    boxes, arrows, detours = VGroup(), VGroup(), VGroup()
    *names, addition = sans(*[name for name, _ in kinds], "add and normalise", size=27)
    for name, (_, color) in zip(names, kinds):
        for shape, label in [(box(3.3, 0.52, color), name), (box(3.3, 0.38, NORM), addition.copy().scale(0.9))]:
            boxes.add(VGroup(shape, label.move_to(shape)))
    boxes.arrange(UP, buff=0.26).move_to(center)
    bottom, top = boxes.get_bottom(), boxes.get_top()
    stops = [bottom + 0.45 * DOWN, *[stop for part in boxes for stop in (part.get_bottom(), part.get_top())], top + 0.45 * UP]
    for start, end in zip(stops[::2], stops[1::2]):
        arrows.add(Arrow(start, end, buff=0, stroke_width=3, tip_length=0.13, max_tip_length_to_length_ratio=1, color=INK))
    for arrow, norm in zip(arrows[::2], boxes[1::2]):
        turn = arrow.get_start() + 0.06 * UP
        side = norm.get_right() + 0.35 * RIGHT
        path = VMobject(color=NORM, stroke_width=3).set_points_as_corners([turn, [side[0], turn[1], 0], side])
        detours.add(VGroup(path, Arrow(side, norm.get_right(), buff=0, stroke_width=3, tip_length=0.13, color=NORM)))
    return VGroup(boxes, arrows, detours)


class EncoderDecoderStack(MovingCameraScene):
    def construct(self):
        self.camera.background_color = BACKGROUND
        self.show_stacks()
        self.read_source()
        self.enter_encoder()
        self.enter_decoder()
        self.write_target()

    def step(self, caption, *animations, seconds=1.5, pause=1.5):
        """Plays animations under a caption that stays until the pause is over."""
        self.play(*animations, run_time=seconds, subcaption=caption, subcaption_duration=seconds + pause)
        self.wait(pause)

    def show_stacks(self):
        title = sans("The Transformer", size=46).to_edge(UP, buff=0.35)
        line = sans("One stack reads, the other writes", color=MUTED).next_to(title, DOWN, buff=0.2)
        self.encoder, self.decoder = stack(ENCODER_X, ENCODER), stack(DECODER_X, DECODER)
        names = sans(r"encoder $\times\,6$", r"decoder $\times\,6$", size=36)
        names[0].set_color(ENCODER).move_to([ENCODER_X, 2.3, 0])
        names[1].set_color(DECODER).move_to([DECODER_X, 2.3, 0])
        self.step(
            "A Transformer has two stacks of six layers: an encoder that reads, and a decoder that writes.",
            FadeIn(title, shift=0.3 * DOWN),
            FadeIn(line),
            LaggedStart(*[FadeIn(layer, shift=0.3 * UP) for layer in self.encoder], lag_ratio=0.2),
            LaggedStart(*[FadeIn(layer, shift=0.3 * UP) for layer in self.decoder], lag_ratio=0.2),
            FadeIn(names),
            seconds=2,
            pause=1,
        )

    def words_in_row(self, words, x, y):
        row = sans(*words, size=38)
        for index, word in enumerate(row):
            word.set_x(x + (index - 1) * WORD_SPACING)
        return row.set_y(y)

    def read_source(self):
        source = self.words_in_row(SOURCE, ENCODER_X, -2.6).set_color(ENCODER)
        top = self.encoder.get_top()
        trunk = VMobject(color=ENCODER, stroke_width=4).set_points_as_corners(
            [top, top + 0.3 * UP, [0, top[1] + 0.3, 0], [0, self.decoder[0].get_y(), 0]]
        )
        branches = VGroup(
            Arrow([0, layer.get_y(), 0], layer.get_left(), buff=0.02, stroke_width=4, tip_length=0.15, color=ENCODER)
            for layer in reversed(self.decoder)
        )
        self.step(
            "The encoder reads all words at once.",
            LaggedStart(*[FadeIn(word, shift=0.4 * UP) for word in source], lag_ratio=0.1),
            Succession(Wait(0.5), light_up(self.encoder)),
            seconds=2,
            pause=0.2,
        )
        self.step(
            "What it has understood goes to every layer of the decoder.",
            Succession(Create(trunk), LaggedStart(*[GrowArrow(branch) for branch in branches], lag_ratio=0.2)),
            seconds=2,
            pause=0.6,
        )

    def callout(self, layer, panel, side):
        """Thin lines from a layer to the two near corners of the panel that shows its inside."""
        return VGroup(
            Line(layer.get_corner(end + side), panel.get_corner(end - side), color=MUTED, stroke_width=1.5) for end in (UP, DOWN)
        )

    def build(self, parts):
        """Draws the inside of a layer from the bottom up."""
        boxes, arrows, detours = parts
        return LaggedStart(
            LaggedStart(*[FadeIn(part, shift=0.2 * UP) for part in boxes], lag_ratio=0.4),
            LaggedStart(*[GrowArrow(arrow) for arrow in arrows], lag_ratio=0.4),
            LaggedStart(*[Create(detour) for detour in detours], lag_ratio=0.4),
            lag_ratio=0.2,
        )

    def enter_encoder(self):
        self.camera.frame.save_state()
        parts = sublayers([-8, -0.3, 0], ("self-attention", ATTENTION), ("feed-forward", FEED_FORWARD))
        panel = SurroundingRectangle(parts, color=ENCODER, buff=0.25, corner_radius=0.15, stroke_width=2)
        lines = self.callout(self.encoder[3], panel, LEFT)
        self.step(
            "Inside an encoder layer,",
            self.camera.frame.animate.set(width=10).move_to([-6, -0.2, 0]),
            FadeIn(panel),
            Create(lines),
            pause=0.2,
        )
        self.step(
            "words first look at each other, and then each is thought over by itself.",
            self.build(parts),
            seconds=2.4,
            pause=0.2,
        )
        self.inside_encoder = VGroup(parts, panel, lines)
        self.step(
            "Around each part leads a detour, so that nothing gets lost on the way up.",
            *[ShowPassingFlash(detour[0].copy().set_stroke(INK, 7), time_width=0.7) for detour in parts[2]],
            pause=0.5,
        )

    def enter_decoder(self):
        parts = sublayers(
            [8, -0.3, 0],
            ("masked self-attention", ATTENTION),
            ("attention to the encoder", ENCODER),
            ("feed-forward", FEED_FORWARD),
        )
        panel = SurroundingRectangle(parts, color=DECODER, buff=0.25, corner_radius=0.15, stroke_width=2)
        lines = self.callout(self.decoder[3], panel, RIGHT)
        self.step(
            "A decoder layer has one part more:",
            self.camera.frame.animate.set(width=10.8).move_to([6, -0.2, 0]),
            FadeIn(panel),
            Create(lines),
            seconds=2,
            pause=0.2,
        )
        looks_back = parts[0][2]
        end = looks_back.get_left()
        memory = Arrow(end + 1.2 * LEFT, end, buff=0, stroke_width=4, tip_length=0.15, color=ENCODER)
        self.step(
            "between the two others, each word looks at what the encoder has read.",
            self.build(parts),
            Succession(Wait(2), GrowArrow(memory)),
            seconds=3,
            pause=0.8,
        )
        self.inside_decoder = VGroup(parts, panel, lines, memory)

    def write_target(self):
        outputs = self.words_in_row(TARGET, DECODER_X, 1.62).set_color(DECODER)
        inputs = self.words_in_row([r"$\langle$start$\rangle$", *TARGET[:-1]], DECODER_X, -2.6).set_color(MUTED)
        self.step(
            "Now it can write a translation, word by word.",
            Restore(self.camera.frame),
            FadeOut(self.inside_encoder, self.inside_decoder),
            FadeIn(inputs[0], shift=0.3 * UP),
            seconds=2,
            pause=0.2,
        )
        self.add_subcaption("Each new word is fed back in at the bottom, until the sentence is done.", duration=6)
        for index in range(len(TARGET)):
            self.play(light_up(self.decoder), Succession(Wait(0.7), FadeIn(outputs[index], shift=0.3 * UP)), run_time=1)
            if index + 1 < len(TARGET):
                self.play(TransformFromCopy(outputs[index], inputs[index + 1], path_arc=2.5), run_time=0.7)
        self.wait(2)
