"""What a scene is told when it asks oddly: each answer, also an error's, is drawn as a mark whose place depends on its text."""
import copy
import hashlib

from manim import *


class ScaledAnchors(Circle):
    def get_start_anchors(self):
        return 2 * super().get_start_anchors()


class OwnExtremum(Square):
    def get_extremum_along_dim(self, points=None, dim=0, key=0):
        return super().get_extremum_along_dim(points, dim, key) + float(key)


class Halved(float):
    def __rsub__(self, other):
        return other - self / 2


class Noted:
    def __init__(self, number):
        self.number = number

    def __deepcopy__(self, memo):
        noted.append(self.number)
        return self.number


noted = []


class ToldValues(Scene):
    def tell(self, ask):
        try:
            answer = repr(ask())
        except Exception as error:
            answer = f"{type(error).__name__}: {error}"
        place = hashlib.sha256(answer.encode()).digest()[0] / 256
        row, column = divmod(len(self.mobjects), 20)
        self.add(Square(0.25, fill_opacity=1).move_to([column * 0.65 - 6.2 + place * 0.4, 2.5 - row * 0.8, 0]))

    def construct(self):
        self.add(Dot(ORIGIN))
        for other in ("x", 3, None, [Dot()]):
            bent = VGroup(Dot())
            bent.submobjects.append(other)
            for ask in (lambda: self.add(other), bent.get_family, bent.get_center, lambda: self.add(bent)):
                self.tell(ask)
        self.tell(self.measure_while_moving)
        for name, replacement in (
            ("get_nth_curve_function", lambda shape, n: lambda t: np.array([t, n, t * t])),
            ("consider_points_equals", lambda shape, a, b: False),
            ("get_num_curves", lambda shape: 2),
        ):
            for kind in (VMobject, Circle):
                self.tell(lambda: self.measure_with(kind, name, replacement))
        for shape in (ScaledAnchors(), OwnExtremum(), VGroup(ScaledAnchors())):
            self.tell(lambda: [number.tolist() for number in shape.get_gradient_start_and_end_points()])
        for points in (Circle().points.astype(complex), Circle().points[:, :2], np.matrix(Circle().points), Circle().points.tolist()):
            self.tell(lambda: self.bound(points))
        for tolerance in (-1.0, np.inf, np.nan):
            self.tell(lambda: self.split(tolerance))
        for alpha in (Halved(0.5), np.array([0.1, 0.2])):
            self.tell(lambda: Square().interpolate(Square(), Square(side_length=3), alpha).points.tolist())
        self.tell(lambda: type(Square().interpolate_color(*(Square().set_stroke(width=np.array(2.0)) for _ in range(2)), 0.3).stroke_width))
        with np.errstate(all="raise"):
            self.tell(lambda: Square(side_length=1e200).get_arc_length())
            self.tell(lambda: ThreeDCamera(focal_distance=1.0).project_points(OUT.reshape(1, 3)).tolist())
        self.tell(self.copy_dictionary)
        self.tell(lambda: Square().__deepcopy__(None))
        self.wait(0.2)
        self.draw_oddly()

    def measure_while_moving(self):
        shape, lengths = Circle(), []
        for _, length in shape.get_curve_functions_with_lengths():
            lengths.append(length)
            shape.points *= 1.1
        return lengths

    def measure_with(self, kind, name, replacement):
        shape = Circle()
        before = shape.get_arc_length(), len(shape.get_subpaths())
        stock = vars(kind).get(name)
        setattr(kind, name, replacement)
        try:
            return before, shape.get_arc_length(), len(shape.get_subpaths())
        finally:
            if stock is None:
                delattr(kind, name)
            else:
                setattr(kind, name, stock)

    def bound(self, points):
        shape = Circle()
        shape.points = points
        return [number.tolist() for number in shape.get_gradient_start_and_end_points()]

    def split(self, tolerance):
        shape = VGroup(Square(), Square().shift(UP))[0].append_points(Square().points)
        shape.tolerance_for_point_equality = tolerance
        return len(shape.get_subpaths()), shape.consider_points_equals(UP, UP + np.inf)

    def copy_dictionary(self):
        square = Square()
        square.notes = {copy.copy(Noted(1)): Noted(2), "list": [Noted(3)]}
        square.copy()
        return noted

    def draw_oddly(self):
        """Shapes that C could read and Manim reads otherwise."""
        points = Circle().points
        masked, bent, split = Circle(fill_opacity=0.5).shift(3 * LEFT), Circle(fill_opacity=0.5), Circle(fill_opacity=0.5).shift(3 * RIGHT)
        masked.points = np.ma.array(masked.points, mask=points > 0.9)
        split.tolerance_for_point_equality = -1.0
        self.add(masked, bent, split)
        self.wait(0.1)
        stock = VMobject.get_stroke_width
        VMobject.get_stroke_width = lambda shape, background=False: 12
        self.wait(0.1)
        VMobject.get_stroke_width = stock
        display = self.camera.display_multiple_vectorized_mobjects
        self.camera.display_multiple_vectorized_mobjects = lambda shapes, pixels: display(shapes[:-1], pixels)
        self.wait(0.1)
        self.play(bent.animate.shift(UP), run_time=0.2)
