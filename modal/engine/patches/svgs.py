"""Outlines of SVG files: formulas and texts are made of the same few glyphs, each of which is read again wherever it stands."""

from importlib.metadata import version
from typing import Any

from svgelements import Close, CubicBezier, Line, Matrix, Move, Path, Point, QuadraticBezier

SVGELEMENTS = "1.9.6"
SEGMENTS = frozenset((Move, Line, Close, CubicBezier, QuadraticBezier))
# Of a segment its class, the names and places of its points, and everything else, which nothing can change.
Outline = list[tuple[type, list[tuple[str, Any, Any]], dict[str, Any]]]


def apply() -> None:
    if version("svgelements") != SVGELEMENTS:
        return
    stock_parse = Path.parse
    known: dict[str, Outline | None] = {}

    def parse(self: Path, pathdef: str) -> None:
        """What an empty path becomes depends on the text alone; each gets segments and points of its own, for they are moved in place."""
        if type(self) is not Path or self._segments or type(pathdef) is not str:
            stock_parse(self, pathdef)
            return
        outline = known.get(pathdef)
        if outline is None:
            stock_parse(self, pathdef)
            if pathdef not in known:
                known[pathdef] = outline_of(self)
            return
        self._segments.extend(map(make_segment, outline))
        self._length = None

    stock_multiply = Point.__imul__

    def multiply(self: Point, other: Any) -> Any:
        """The same products and sums, without a point for the result."""
        if type(other) is not Matrix or type(self) is not Point:
            return stock_multiply(self, other)
        x, y = self.x, self.y
        self.x = x * other.a + y * other.c + 1 * other.e
        self.y = x * other.b + y * other.d + 1 * other.f
        return self

    Path.parse = parse
    Point.__imul__ = multiply


def outline_of(path: Path) -> Outline | None:
    """`None` for what is more than points, numbers and flags."""
    outline: Outline = []
    for segment in path._segments:
        points, rest = [], {}
        for name, value in segment.__dict__.items():
            if type(value) is Point and type(value.x) is float is type(value.y):
                points.append((name, value.x, value.y))
            elif value is None or type(value) in (bool, float):
                rest[name] = value
            else:
                return None
        if type(segment) not in SEGMENTS:
            return None
        outline.append((type(segment), points, rest))
    return outline


def make_segment(parts: tuple[type, list[tuple[str, Any, Any]], dict[str, Any]]) -> Any:
    kind, points, rest = parts
    segment = kind.__new__(kind)
    own = segment.__dict__
    own.update(rest)
    for name, x, y in points:
        point = own[name] = Point.__new__(Point)
        point.x, point.y = x, y
    return segment
