"""Faster ways for what Manim spends its time on. Each gives the very same frames; what one does not know goes Manim's own way.

They belong to one release of Manim, whose code they stand for. With any other, nothing is replaced.
"""

from importlib.metadata import version

MANIM = "0.22.0"


def apply_patches() -> None:
    """Replaces Manim's functions by faster ones that do the same."""
    if version("manim") != MANIM:
        return
    from engine.patches import boxes, canvases, colors, copies, families, interpolation, paths, svgs, three_dimensions, updates

    for part in (families, updates, copies, colors, svgs, boxes, interpolation, three_dimensions, paths, canvases):
        part.apply()
