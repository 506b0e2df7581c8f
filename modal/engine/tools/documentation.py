"""Proves that what Manim's documentation shows is drawn as stock Manim draws it: the hash of each frame of each example, ours against stock's.

`python -m engine.tools.documentation [--quality LOW] [--jobs 2] [--only TEXT] [PAGE.rst…]`: the examples in the installed package's docstrings, or
those of pages. Prints those that differ, that only one side can render, and that neither can; ends with 1 when there is one of the first two kinds.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.quality import PICTURES
from engine.tools.children import fix_hashes, for_each, in_child, require_native
from engine.tools.examples import Example, installed_examples, page_examples
from engine.tools.recording import frame_by_frame, read_hashes

SEED = 1


@dataclass(frozen=True)
class Comparison:
    """What became of one example. `ours` and `stock` are the last words of a side that could not render it."""

    name: str
    frames: int = 0
    differing: int = 0
    ours: str | None = None
    stock: str | None = None

    @property
    def holds(self) -> bool:
        return self.differing == 0 and (self.ours is None) == (self.stock is None)

    def __str__(self) -> str:
        if self.holds:
            return f"ok   {self.name}: {f'{self.frames} frames' if self.stock is None else f'fails on both sides: {self.stock}'}"
        if self.differing:
            return f"FAIL {self.name}: {self.differing} of {self.frames} frames differ"
        return f"FAIL {self.name}: only {'we' if self.stock is None else 'stock'} cannot render it: {self.ours or self.stock}"


def compare(example: Example, quality: str, limit: int | None = None) -> Comparison:
    """Renders an example on both sides, up to `limit` frames, each in a process that is forked off this one, which has changed nothing of Manim."""
    with tempfile.TemporaryDirectory() as name:
        stock, ours = Path(name) / "stock", Path(name) / "ours"
        stock_error = in_child(Path(name) / "stock.log", lambda: render_stock(example.code, quality, stock, limit))
        our_error = in_child(Path(name) / "ours.log", lambda: render_ours(example.code, quality, ours, limit))
        if stock_error or our_error:
            return Comparison(example.name, ours=our_error, stock=stock_error)
        expected, drawn = frame_by_frame(read_hashes(stock)), frame_by_frame(read_hashes(ours))
    expected, drawn = expected[:limit], drawn[:limit]
    differing = abs(len(expected) - len(drawn)) + sum(one != other for one, other in zip(expected, drawn, strict=False))
    return Comparison(example.name, len(expected), differing)


def render_stock(code: str, quality: str, output: Path, limit: int | None) -> None:
    from engine.tools.stock import record

    record(code, quality, SEED, output, lossless=False, limit=limit)


def render_ours(code: str, quality: str, output: Path, limit: int | None) -> None:
    from engine.tools.ours import record

    record(code, quality, SEED, output, limit=limit)


def main() -> int:
    parser = argparse.ArgumentParser(prog="engine.tools.documentation", description="Prove that the documentation's examples are drawn as by stock Manim.")
    parser.add_argument("pages", type=Path, nargs="*", metavar="PAGE.rst", help="instead of the docstrings of the installed package")
    parser.add_argument("--quality", choices=PICTURES, default="LOW")
    parser.add_argument("--jobs", type=int, default=2, help="examples at a time")
    parser.add_argument("--only", default="", help="those whose name holds this text")
    arguments = parser.parse_args()
    fix_hashes()
    require_native()
    found = [example for page in arguments.pages for example in page_examples(page)] or installed_examples()
    examples = {example.code: example for example in found if arguments.only in example.name}
    comparisons = []
    for comparison in for_each(partial(compare, quality=arguments.quality), examples.values(), arguments.jobs):
        print(comparison, flush=True)
        comparisons.append(comparison)
    kept = sum(comparison.holds for comparison in comparisons)
    print(f"{kept} of {len(comparisons)} examples hold at {arguments.quality}, {sum(comparison.stock is not None for comparison in comparisons)} fail with stock.")
    return 0 if kept == len(comparisons) else 1


if __name__ == "__main__":
    sys.exit(main())
