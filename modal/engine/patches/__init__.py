"""Faster ways for what Manim spends its time on. Each gives the very same frames; what one does not know goes Manim's own way.

They belong to one release of Manim, whose code they stand for. With any other, nothing is replaced.
"""

from functools import cache
from importlib.metadata import version

MANIM = "0.22.0"


@cache
def apply_patches() -> None:
    """Replaces Manim's functions by faster ones that do the same. Once: a second call does nothing."""
    if version("manim") != MANIM:
        return
    from engine.patches import boxes, canvases, colors, copies, curves, families, interpolation, overlays, paths, svgs, three_dimensions, updates, vector_fields

    from engine.patches.names import functions_in_place, name_as

    before = functions_in_place()
    # Each takes what it finds for stock: what others look for has to be in place before them.
    for part in (families, updates, copies, colors, svgs, interpolation, three_dimensions, boxes, curves, paths, overlays, vector_fields, canvases):
        part.apply()
    name_as(before)
