"""What lies before what, changed while it moves."""

from manim import *


class Ordering(Scene):
    def construct(self):
        a, b, c = (
            Square(fill_opacity=1, color=RED),
            Circle(fill_opacity=1, color=BLUE).shift(0.6 * RIGHT),
            Triangle(fill_opacity=1, color=GREEN).shift(0.6 * UP),
        )
        self.add(a, b, c)
        self.play(b.animate.shift(LEFT), run_time=0.3)
        a.z_index = 3
        self.play(c.animate.shift(DOWN), run_time=0.3)
        g = VGroup(a, b)
        self.add(g)
        g[1].add_updater(lambda m, dt: m.rotate(dt))
        self.play(FadeIn(Dot(color=YELLOW)), run_time=0.3)

        def grow(m):
            if len(self.mobjects) < 9:
                self.add(Dot(color=PINK).shift(len(self.mobjects) * 0.4 * RIGHT))
            elif c in self.mobjects:
                self.remove(c)

        b.add_updater(grow)
        self.wait(0.6)
        b.clear_updaters()
        self.add(Square(0.3).shift(DOWN))
        self.play(a.animate.set_z_index(-1), run_time=0.3)
        self.play(Swap(a, b), run_time=0.3)
        self.always_update_mobjects = True
        self.wait(0.2)
        self.camera.use_z_index = False
        self.play(g.animate.shift(UP), run_time=0.3)
        self.mobjects.reverse()
        self.wait(0.1)
        self.foreground_mobjects.append(c)
        self.wait(0.1)

        class Sub(VGroup):
            def _iter_family(self, path):
                yield self
                yield from reversed(list(self.submobjects))

        self.add(Sub(Square(fill_opacity=1), Circle(fill_opacity=1, color=RED)))
        self.wait(0.1)
