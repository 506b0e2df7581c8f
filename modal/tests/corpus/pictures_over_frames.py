"""Images that are partly outside, partly transparent and turned, and lines that are coloured by pictures of several kinds."""

from manim import *


class PicturesOverFrames(Scene):
    def construct(self):
        rows, columns = np.mgrid[0:40, 0:60]
        alpha = np.where(rows < 20, 255, columns * 4).astype(np.uint8)
        pixels = np.dstack([rows * 6, columns * 4, 255 - rows * 3, alpha]).astype(np.uint8)
        image = ImageMobject(pixels).scale(6)
        outside = ImageMobject(np.zeros((4, 4, 4), np.uint8)).shift(20 * RIGHT)
        hidden = ImageMobject(np.zeros((9, 9, 4), np.uint8))
        self.add(Circle(fill_opacity=0.5), image, outside, hidden)
        self.play(image.animate.shift(5 * LEFT + 3 * UP).rotate(0.6).set_opacity(0.4), run_time=0.3)
        self.play(image.animate.stretch(-2, 0).shift(12 * RIGHT), run_time=0.2)


class ColouredByPictures(Scene):
    def construct(self):
        spiral = lambda p: (p[0] - p[1]) * RIGHT + (p[0] + p[1]) * UP
        options = dict(x_range=[-2, 2, 1], y_range=[-2, 2, 1], max_anchors_per_line=12, stroke_width=4, padding=0)
        fields = [
            StreamLines(spiral, **options),
            StreamLines(spiral, **options, color_scheme=lambda v: int(v[0]), min_color_scheme_value=-2, max_color_scheme_value=3),
            StreamLines(spiral, **options, color_scheme=lambda v: v[1] / 2, min_color_scheme_value=1.5, max_color_scheme_value=-1.5),
            StreamLines(spiral, **options, color_scheme=lambda v: np.float32(v[0]), colors=[RED, YELLOW, GREEN, BLUE, PURPLE], opacity=0.5),
            StreamLines(spiral, **options, colors=[TEAL], virtual_time=1),
        ]
        for place, field in enumerate(fields):
            self.add(field.shift((place - 2) * 2.5 * RIGHT))
        self.wait(0.1)
        self.play(fields[0].create(run_time=0.3), fields[1].animate.shift(UP), run_time=0.3)
        later = fields[2].copy()
        later.func = lambda p: RIGHT
        self.add(Square(fill_opacity=0.3).color_using_background_image(later.get_colored_background_image(20)))
        self.wait(0.1)
