"""A camera that follows, zooms and turns."""

from manim import *


class Moving(MovingCameraScene):
    def construct(self):
        self.camera.frame.save_state()
        ax = Axes(x_range=[-1, 10], y_range=[-1, 10])
        graph = ax.plot(lambda x: np.sin(x), color=WHITE, x_range=[0, 3 * PI])
        dot = Dot().move_to(graph.get_start()).set_color(ORANGE)
        self.add(ax, graph, dot)
        self.play(self.camera.frame.animate.scale(0.5).move_to(dot), run_time=0.4)
        upd = lambda mob: mob.move_to(dot.get_center())
        self.camera.frame.add_updater(upd)
        self.play(MoveAlongPath(dot, graph, rate_func=linear), run_time=0.7)
        self.camera.frame.remove_updater(upd)
        self.play(Restore(self.camera.frame), run_time=0.3)
        self.play(self.camera.auto_zoom([dot], margin=1), run_time=0.3)
        self.play(self.camera.frame.animate.rotate(0.3).set(width=20), run_time=0.3)
