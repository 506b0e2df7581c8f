"""Images and colours behind the scene, shapes coloured by an image."""

from manim import *
from PIL import Image


class Backdrops(Scene):
    def construct(self):
        Image.fromarray(np.uint8(np.random.rand(48, 86, 3) * 255)).resize((854, 480)).save("bg.png")
        self.camera.background_image = "bg.png"
        self.camera.init_background()
        self.play(Create(Square()), run_time=0.3)
        self.camera.background_image = None
        self.camera.background_color = DARK_BLUE
        self.wait(0.2)
        self.play(Create(Circle(), run_time=0.3))
        self.camera.background_opacity = 0.5
        self.play(FadeIn(Dot()), run_time=0.2)
        s = Square().shift(3 * LEFT)
        s.color_using_background_image("bg.png")
        self.play(FadeIn(s), run_time=0.3)
        self.play(s.animate.scale(2), run_time=0.3)
