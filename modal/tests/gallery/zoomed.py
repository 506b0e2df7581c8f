"""A zoomed camera with its display."""

from manim import *


class Zoomed(ZoomedScene):
    def __init__(self, **kw):
        ZoomedScene.__init__(
            self,
            zoom_factor=0.3,
            zoomed_display_height=1,
            zoomed_display_width=6,
            image_frame_stroke_width=20,
            zoomed_camera_config={"default_frame_stroke_width": 3},
            **kw,
        )

    def construct(self):
        dot = Dot().shift(UL * 2)
        image = ImageMobject(np.uint8([[0, 100, 30, 200], [255, 0, 5, 33]]))
        image.height = 7
        self.add(image, dot)
        z, d = self.zoomed_camera, self.zoomed_display
        frame, df = z.frame, d.display_frame
        frame.move_to(dot).set_color(PURPLE)
        df.set_color(RED)
        d.shift(DOWN)
        bg = BackgroundRectangle(d, fill_opacity=0, buff=MED_SMALL_BUFF)
        self.add_foreground_mobject(bg)
        unfold = UpdateFromFunc(bg, lambda r: r.replace(d))
        self.play(Create(frame), run_time=0.3)
        self.activate_zooming()
        self.play(self.get_zoomed_display_pop_out_animation(), unfold, run_time=0.5)
        self.play(frame.animate.scale([0.5, 1.5, 0]), d.animate.scale([0.5, 1.5, 0]), run_time=0.4)
        self.play(ScaleInPlace(d, 2), run_time=0.3)
        self.play(frame.animate.shift(2.5 * DOWN), run_time=0.3)
        self.play(self.get_zoomed_display_pop_out_animation(), unfold, rate_func=lambda t: smooth(1 - t), run_time=0.4)
