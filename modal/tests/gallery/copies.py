"""Copies of mobjects that hold anything."""

from manim import *


class Counted(Square):
    copies = 0

    def __init__(self, **kw):
        super().__init__(**kw)
        self.extra = {"a": [Dot()], "t": (1, [2]), "s": {1, 2}}
        self.arr = np.array([Circle()], dtype=object)
        self.me = self
        self.lam = lambda: 3

    def __deepcopy__(self, memo):
        Counted.copies += 1
        r = super().__deepcopy__(memo)
        r.tag = Counted.copies
        return r


class Copies(Scene):
    def construct(self):
        c = Counted()
        c.link = VGroup(Dot(), c)
        d = c.copy()
        assert d.me is d and d.link[1] is d and d.extra["a"][0] is not c.extra["a"][0] and d.arr[0] is not c.arr[0]
        self.add(Integer(d.tag).to_edge(UP))
        self.play(Transform(c, Counted().shift(RIGHT)), run_time=0.3)
        h = HSV([0.2, 1, 1])
        s = Star(color=h, fill_opacity=1)
        s.hue = h
        e = s.copy()
        e.hue.hue = 0.7
        self.add(s, e.shift(2 * LEFT).set_fill(e.hue))
        self.wait(0.1)
        x = Square()
        y = x.copy()
        x.points[0] += UP
        self.add(x, y.shift(UP))
        self.wait(0.1)
        a = SVGMobject.__mro__ and Text("abc")
        b = a.copy()
        b[0].become(Text("Z"))
        self.add(a, b.shift(DOWN))
        self.wait(0.1)
        p = Square()
        pts = p.points
        p.add_updater(lambda m: pts.__setitem__(slice(0, 4), pts[0:4] + 0.02))
        self.add(p)
        self.play(Rotate(Dot()), run_time=0.3)
