"""Scenes that use their renderer and end early; two scenes."""

from manim import *
from manim.utils.exceptions import EndSceneEarlyException


class Inside(Scene):
    def construct(self):
        s = Square()
        self.play(Create(s), run_time=0.3)
        im = self.camera.get_image()
        self.add(ImageMobject(np.array(im)).scale(0.3).to_corner(UL))
        self.wait(0.1)
        self.renderer.update_frame(self)
        fr = self.renderer.get_frame()
        self.add(ImageMobject(fr).scale(0.2).to_corner(DR))
        self.wait(0.1)
        self.renderer.skip_animations = True
        self.play(s.animate.shift(UP), run_time=0.3)
        self.renderer._original_skipping_status = True
        self.play(s.animate.shift(UP), run_time=0.3)
        self.renderer._original_skipping_status = False
        self.camera.capture_mobject(Dot())
        self.play(Rotate(s), run_time=0.2)
        self.add(Integer(self.renderer.num_plays), DecimalNumber(self.renderer.time).shift(DOWN))
        self.wait(0.1)
        self.renderer.add_frame(self.renderer.get_frame(), 3)
        m = im
        self.add(ImageMobject(np.array(m)).scale(0.2))
        self.wait(0.1)
        raise EndSceneEarlyException


class RerunLike(Scene):
    def construct(self):
        try:
            self.play(FadeIn(Square()), Rotate(None))
        except Exception:
            pass
        self.wait(0.2)
        self.play(FadeIn(Circle()), run_time=0.2)
        raise EndSceneEarlyException
