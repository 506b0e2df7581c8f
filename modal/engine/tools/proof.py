"""Proves the engine exact on scenes: each frame's hash is stock Manim's, and the video is as good as the `manim` command's and hardly larger.

`python -m engine.tools.proof [--quality LOW] [--jobs 1] [--keep DIRECTORY] [--every 1] [--hashes-only] SCENE.py…`
prints a line for each scene and ends with 1 when one of them is not exact. Stock's side is kept in DIRECTORY and made once.
"""

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engine.quality import PICTURES
from engine.tools.children import fix_hashes, for_each, in_child, require_native
from engine.tools.fidelity import Fidelity, measure_fidelity
from engine.tools.recording import HASHES, LOSSLESS, frame_by_frame, read_hashes
from engine.version import engine_version

# What design asks of every scene: decibels below the command's video, and bytes as a multiple of its.
DECIBELS_BELOW = 0.3
BYTES_ABOVE = 1.25
# A video of few frames is mostly its own index; it may be larger by this much whatever the multiple.
BYTES_OF_OVERHEAD = 1500
SEED = 1


class SideFailed(Exception):
    """A side could not render the scene. The message is the last it said."""


@dataclass(frozen=True)
class Verdict:
    scene: str
    frames: int
    wrong: list[int]
    stock: Fidelity | None = None
    ours: Fidelity | None = None
    stock_bytes: int = 0
    our_bytes: int = 0
    error: str | None = None

    @property
    def holds(self) -> bool:
        if self.error is not None or self.wrong:
            return False
        if self.stock is None or self.ours is None:
            return True
        as_good = self.ours.luma >= self.stock.luma - DECIBELS_BELOW and self.ours.rgb >= self.stock.rgb - DECIBELS_BELOW
        return as_good and self.our_bytes <= self.stock_bytes * BYTES_ABOVE + BYTES_OF_OVERHEAD

    def __str__(self) -> str:
        head = f"{'ok  ' if self.holds else 'FAIL'} {self.scene:28} {self.frames:5} frames"
        if self.error is not None:
            return f"{head}: {self.error}"
        if self.wrong:
            return f"{head}, {len(self.wrong)} differ, the first is frame {self.wrong[0]}"
        if self.stock is None or self.ours is None:
            return f"{head} equal"
        luma, rgb = self.ours.luma - self.stock.luma, self.ours.rgb - self.stock.rgb
        ratio = self.our_bytes / self.stock_bytes
        return (
            f"{head} equal, luma {self.ours.luma:6.2f} dB ({luma:+.2f}), RGB {self.ours.rgb:6.2f} ({rgb:+.2f}), "
            f"worst {self.ours.worst:5.2f} ({self.ours.worst - self.stock.worst:+.2f}), bytes {self.our_bytes:8} ({ratio:.2f})"
        )


def prove(scene: Path, quality: str, keep: Path, *, every: int = 1, hashes_only: bool = False) -> Verdict:
    try:
        return _prove(scene, quality, keep, every, hashes_only)
    except (SideFailed, ValueError, OSError) as error:
        return Verdict(scene.stem, 0, [], error=str(error))


def _prove(scene: Path, quality: str, keep: Path, every: int, hashes_only: bool) -> Verdict:
    stock = stock_side(scene, quality, keep, hashes_only=hashes_only)
    with tempfile.TemporaryDirectory() as name:
        ours = Path(name)
        _render(ours, lambda: render_ours(scene, quality, ours))
        drawn, expected = frame_by_frame(read_hashes(ours)), frame_by_frame(read_hashes(stock))
        wrong = [number for number, pair in enumerate(zip(drawn, expected, strict=False)) if pair[0] != pair[1]]
        if len(drawn) != len(expected):
            return Verdict(scene.stem, len(expected), wrong, error=f"{len(drawn)} frames were drawn")
        videos = sorted(stock.glob("cli-*.mp4"))
        if wrong or hashes_only:
            return Verdict(scene.stem, len(expected), wrong)
        repeats = [repeat for _, repeat in read_hashes(stock)]
        rate = PICTURES[quality].frame_rate
        video = ours / "video.mp4"
        closeness = measure_fidelity(stock / LOSSLESS, repeats, [video], rate, every=every)
        if not videos:  # a still: the command writes a picture, there is no video to compare with
            return Verdict(scene.stem, len(expected), wrong)
        return Verdict(
            scene.stem, len(expected), wrong,
            stock=measure_fidelity(stock / LOSSLESS, repeats, videos, rate, every=every), ours=closeness,
            stock_bytes=sum(path.stat().st_size for path in videos), our_bytes=video.stat().st_size,
        )  # fmt: skip


def stock_side(scene: Path, quality: str, keep: Path, *, hashes_only: bool = False) -> Path:
    """Where stock's frames and videos of a scene are: made when this environment has not yet made them. @throws SideFailed"""
    environment = "".join(f"{name}={value};" for name, value in engine_version().items() if name != "engine")
    key = hashlib.sha256(f"{environment}{quality}{SEED}".encode() + scene.read_bytes()).hexdigest()[:16]
    stock = keep / f"{scene.stem}-{quality}-{key}"
    needed = [HASHES] if hashes_only else [HASHES, LOSSLESS]
    if not all((stock / name).exists() for name in needed):
        _render(stock, lambda: render_stock(scene, quality, stock, lossless=not hashes_only))
    return stock


def render_stock(scene: Path, quality: str, output: Path, *, lossless: bool) -> None:
    from engine.tools.stock import record

    record(scene.read_text(), quality, SEED, output, lossless=lossless)


def render_ours(scene: Path, quality: str, output: Path) -> None:
    from engine.tools.ours import record

    record(scene.read_text(), quality, SEED, output)


def _render(output: Path, side: Callable[[], None]) -> None:
    """@throws SideFailed"""
    output.mkdir(parents=True, exist_ok=True)
    said = in_child(output / "log", side)
    if said is not None:
        raise SideFailed(f"{output.name.split('-')[0]}: {said}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="engine.tools.proof", description="Prove that the engine draws what stock Manim draws.")
    parser.add_argument("scenes", type=Path, nargs="+", metavar="SCENE.py")
    parser.add_argument("--quality", choices=PICTURES, default="LOW")
    parser.add_argument("--jobs", type=int, default=1, help="scenes at a time")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "arxiviz-stock", help="where stock's side is kept")
    parser.add_argument("--every", type=int, default=1, help="compare the pictures of every N-th frame only")
    parser.add_argument("--hashes-only", action="store_true", help="do not compare the videos")
    arguments = parser.parse_args()
    fix_hashes()
    require_native()
    look = partial(prove, quality=arguments.quality, keep=arguments.keep.absolute(), every=arguments.every, hashes_only=arguments.hashes_only)
    verdicts = []
    for verdict in for_each(look, [scene.absolute() for scene in arguments.scenes], arguments.jobs):
        print(verdict, flush=True)
        verdicts.append(verdict)
    kept = sum(verdict.holds for verdict in verdicts)
    print(f"{kept} of {len(verdicts)} hold at {arguments.quality}.")
    return 0 if kept == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
