"""Races the engine against the `manim` command, on the same cores, in turn.

`python -m engine.tools.bench [--quality MEDIUM] [--jobs 2] [--rounds 1] [--no-psnr] SCENE.py…` renders all scenes by the command (`jobs` at a
time, TeX cold), then all by the engine (as many, each in its box, as a worker does), `rounds` times, and prints for each scene
and in total the engine's part of the command's wall time, processor time and bytes, its PSNR against the command's, and where its time goes.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from engine.quality import PICTURES
from engine.tools.children import require_native
from engine.tools.proof import prove
from engine.tools.runs import Engine, Run, run_command

SEED = 1
PARTS = ("step", "draw", "convert", "encode", "tex_programs")


def by_command(scenes: list[Path], quality: str, jobs: int) -> tuple[float, list[Run]]:
    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        runs = list(pool.map(lambda scene: run_command(scene, quality, SEED), scenes))
    return time.perf_counter() - started, runs


def by_engine(scenes: list[Path], quality: str, jobs: int) -> tuple[float, list[Run], float]:
    """The clock starts when the engine waits for jobs, as a worker's does; the processor seconds that come last are of everything, its start too."""
    engine = Engine()
    engine.wait_until_ready()
    started = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        runs = list(pool.map(lambda scene: engine.run(scene, quality, SEED), scenes))
    wall = time.perf_counter() - started
    return wall, runs, engine.close()


def report(scenes: list[Path], quality: str, sides: list[tuple[list[Run], list[Run]]], walls: list[tuple[float, float]], totals: list[float], psnr: bool, keep: Path) -> None:
    print(f"{'':32}{'wall':>17}{'processor':>19}{'bytes':>7}   engine's processor seconds: {', '.join(PARTS)}")
    for number, scene in enumerate(scenes):
        pairs = [(command[number], engine[number]) for command, engine in sides]
        wall, our_wall = middle(pairs, lambda run: run.wall)
        processor, our_processor = middle(pairs, lambda run: run.processor)
        size, our_size = middle(pairs, lambda run: run.bytes)
        parts = " ".join(f"{median(engine.parts[part] for _, engine in pairs):5.2f}" for part in PARTS)
        print(
            f"{scene.stem:32}{our_wall:6.1f}/{wall:5.1f} {our_wall / wall:.2f} {our_processor:7.1f}/{processor:5.1f} {our_processor / processor:.2f}"
            f"{our_size / size:7.2f}   {parts}"
        )
    command_total = [sum(run.processor for run in command) for command, _ in sides]
    wall, our_wall = median(pair[0] for pair in walls), median(pair[1] for pair in walls)
    size = sum(run.bytes for run in sides[0][0])
    our_size = sum(run.bytes for run in sides[0][1])
    print(
        f"{'all, as they were rendered':32}{our_wall:6.1f}/{wall:5.1f} {our_wall / wall:.2f} {median(totals):7.1f}/{median(command_total):5.1f} "
        f"{median(totals) / median(command_total):.2f}{our_size / size:7.2f}"
    )
    once = median(total - sum(run.processor for run in engine) for total, (_, engine) in zip(totals, sides, strict=True))
    print(f"of which for all scenes together: {once:.1f} s of processor time (importing Manim once, making boxes, watching them)")
    shares = {part: sum(run.parts[part] for _, engine in sides for run in engine) for part in PARTS}
    whole = sum(shares.values())
    print("of the engine's own: " + ", ".join(f"{part} {share / whole:.0%}" for part, share in shares.items()))
    if psnr:
        for scene in scenes:
            print(prove(scene, quality, keep, every=4))


def middle(pairs: list[tuple[Run, Run]], value: Callable[[Run], float]) -> tuple[float, float]:
    return median(value(command) for command, _ in pairs), median(value(engine) for _, engine in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(prog="engine.tools.bench", description="Race the engine against the manim command.")
    parser.add_argument("scenes", type=Path, nargs="+", metavar="SCENE.py")
    parser.add_argument("--quality", choices=PICTURES, default="MEDIUM")
    parser.add_argument("--jobs", type=int, default=2, help="scenes at a time, on either side")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-psnr", action="store_true", help="do not compare pictures")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "arxiviz-stock", help="where stock's frames are kept")
    arguments = parser.parse_args()
    require_native()
    scenes = [scene.absolute() for scene in arguments.scenes]
    sides, walls, totals = [], [], []
    for _ in range(arguments.rounds):
        wall, command = by_command(scenes, arguments.quality, arguments.jobs)
        our_wall, engine, total = by_engine(scenes, arguments.quality, arguments.jobs)
        sides.append((command, engine))
        walls.append((wall, our_wall))
        totals.append(total)
    report(scenes, arguments.quality, sides, walls, totals, not arguments.no_psnr, arguments.keep)
    return 0


if __name__ == "__main__":
    sys.exit(main())
