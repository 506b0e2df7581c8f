"""Stream lines that flow, warm up and end."""

from manim import *


class Streams(Scene):
    def construct(self):
        func = lambda pos: np.sin(pos[0] / 2) * UR + np.cos(pos[1] / 2) * LEFT
        s = StreamLines(func, stroke_width=3, max_anchors_per_line=10, x_range=[-4, 4, 1], y_range=[-2, 2, 1], virtual_time=2, padding=0)
        self.add(s)
        s.start_animation(warm_up=True, flow_speed=1.5, time_width=0.5)
        self.wait(0.8)
        self.play(s.end_animation(), run_time=0.5)
