"""What one scene sets in `config` is not the next one's; three scenes."""

from manim import *

config.background_color = BLUE_E


class SetsConfig(Scene):
    def construct(self):
        config.frame_width = 5
        config.background_color = RED
        with tempconfig({"pixel_width": 100, "pixel_height": 800}):
            self.add(FullScreenRectangle())
        self.play(Create(Square()), run_time=0.2)


class HasItsOwn(Scene):
    def construct(self):
        self.add(FullScreenRectangle())
        self.play(Create(Circle()), run_time=0.2)


class LooksForItsManager(Scene):
    def render(self, *arguments, **options):
        self.label = type(self.manager).__name__
        return super().render(*arguments, **options)

    def construct(self):
        self.add(Text(self.label))
        self.play(Create(Circle()), run_time=0.2)
