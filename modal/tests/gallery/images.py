"""Images made of arrays, transformed, resampled, faded."""

from manim import *


class Images(Scene):
    def construct(self):
        n = 64
        arr = np.zeros((n, n, 4), np.uint8)
        arr[..., 0] = np.arange(n) * 4
        arr[..., 1] = (np.arange(n) * 4)[:, None]
        arr[..., 3] = 200
        im = ImageMobject(arr).scale(4)
        self.add(im)
        self.play(im.animate.rotate(0.5).shift(LEFT), run_time=0.4)
        im.set_resampling_algorithm(RESAMPLING_ALGORITHMS["nearest"])
        self.play(im.animate.set_opacity(0.3).scale(0.5), run_time=0.3)
        j = ImageMobject(np.uint8(np.random.rand(8, 8) * 255), invert=True).shift(2 * RIGHT).scale(20)
        self.play(FadeIn(j, shift=UP), run_time=0.3)
        self.play(Transform(im, ImageMobject(arr[::-1].copy()).scale(3)), run_time=0.3)
        self.play(ApplyMethod(j.stretch, 2, 0), Rotate(im, PI / 3), run_time=0.3)
        self.add(Group(im, j).copy().shift(DOWN))
        self.play(FadeOut(Group(im, j)), run_time=0.3)
