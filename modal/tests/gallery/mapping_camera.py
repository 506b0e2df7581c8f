"""A camera that maps points; two scenes."""

from manim import *


class Multi(Scene):
    def construct(self):
        cam = MultiCamera
        self.play(Create(Square()), run_time=0.2)


class Mapping(Scene):
    def __init__(self, **kw):
        super().__init__(
            camera_class=lambda **k: MappingCamera(mapping_func=lambda p: p + 0.3 * np.sin(p[:, ::-1]) if np.ndim(p) > 1 else p, **k), **kw
        )

    def construct(self):
        self.add(NumberPlane(background_line_style={"stroke_opacity": 0.3}))
        self.play(Create(Square()), Rotate(Circle().shift(RIGHT)), run_time=0.4)
