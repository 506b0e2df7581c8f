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
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from engine.quality import PICTURES
from engine.tools.children import require_native
from engine.tools.proof import prove
from engine.tools.runs import Engine, Run, RunFailed, run_command

SEED = 1
PARTS = ("step", "draw", "convert", "encode", "tex_programs")


@dataclass
class Round:
    """Seconds of wall clock on both sides, each side's runs, and the processor seconds of all of the engine."""

    wall: float
    our_wall: float
    command: list[Run]
    engine: list[Run]
    total: float


def by_command(scenes: list[Path], quality: str, jobs: int) -> tuple[float, list[Run | RunFailed]]:
    started = time.perf_counter()
    runs = one_after_another(lambda scene: run_command(scene, quality, SEED), scenes, jobs, "manim")
    return time.perf_counter() - started, runs


def by_engine(scenes: list[Path], quality: str, jobs: int) -> tuple[float, list[Run | RunFailed], float]:
    """The clock starts when the engine waits for jobs, as a worker's does; the processor seconds that come last are of everything, its start too."""
    engine = Engine()
    engine.wait_until_ready()
    started = time.perf_counter()
    runs = one_after_another(lambda scene: engine.run(scene, quality, SEED), scenes, jobs, "engine")
    wall = time.perf_counter() - started
    return wall, runs, engine.close()


def one_after_another(run: Callable[[Path], Run], scenes: list[Path], jobs: int, side: str) -> list[Run | RunFailed]:
    """In the order of the scenes, `jobs` at a time; says on standard error how far it is."""

    def attempt(scene: Path) -> Run | RunFailed:
        try:
            outcome: Run | RunFailed = run(scene)
        except RunFailed as error:
            outcome = error
        print(f"{side}: {scene.stem} {f'{outcome.wall:.1f} s' if isinstance(outcome, Run) else 'failed'}", file=sys.stderr, flush=True)
        return outcome

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(attempt, scenes))


def report(scenes: list[Path], rounds: list[Round]) -> None:
    print(f"{'':32}{'wall':>17}{'processor':>19}{'bytes':>7}   engine's processor seconds: {', '.join(PARTS)}")
    for number, scene in enumerate(scenes):
        pairs = [(one.command[number], one.engine[number]) for one in rounds]
        wall, our_wall = middle(pairs, lambda run: run.wall)
        processor, our_processor = middle(pairs, lambda run: run.processor)
        size, our_size = middle(pairs, lambda run: run.bytes)
        parts = " ".join(f"{median(engine.parts[part] for _, engine in pairs):5.2f}" for part in PARTS)
        print(
            f"{scene.stem:32}{our_wall:6.1f}/{wall:5.1f} {our_wall / wall:.2f} {our_processor:7.1f}/{processor:5.1f} {our_processor / processor:.2f}"
            f"{ratio(our_size, size):>7}   {parts}"
        )
    command_total = [sum(run.processor for run in one.command) for one in rounds]
    wall, our_wall, total = median(one.wall for one in rounds), median(one.our_wall for one in rounds), median(one.total for one in rounds)
    size = sum(run.bytes for run in rounds[0].command)
    our_size = sum(run.bytes for run in rounds[0].engine)
    print(
        f"{'all, as they were rendered':32}{our_wall:6.1f}/{wall:5.1f} {our_wall / wall:.2f} {total:7.1f}/{median(command_total):5.1f} "
        f"{total / median(command_total):.2f}{ratio(our_size, size):>7}"
    )
    once = median(one.total - sum(run.processor for run in one.engine) for one in rounds)
    print(f"of which for all scenes together: {once:.1f} s of processor time (importing Manim once, making boxes, watching them)")
    shares = {part: sum(run.parts[part] for one in rounds for run in one.engine) for part in PARTS}
    whole = sum(shares.values())
    print("of the engine's own: " + ", ".join(f"{part} {share / whole:.0%}" for part, share in shares.items()))


def failures_of(scenes: list[Path], outcomes: list[Run | RunFailed]) -> dict[Path, RunFailed]:
    return {scene: outcome for scene, outcome in zip(scenes, outcomes, strict=True) if isinstance(outcome, RunFailed)}


def only_runs(outcomes: list[Run | RunFailed]) -> list[Run]:
    return [outcome for outcome in outcomes if isinstance(outcome, Run)]


def existing_file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {name}")
    return path


def ratio(ours: float, theirs: float) -> str:
    """A scene without animations has no video of the command's."""
    return f"{ours / theirs:.2f}" if theirs else "-"


def middle(pairs: list[tuple[Run, Run]], value: Callable[[Run], float]) -> tuple[float, float]:
    return median(value(command) for command, _ in pairs), median(value(engine) for _, engine in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(prog="engine.tools.bench", description="Race the engine against the manim command.")
    parser.add_argument("scenes", type=existing_file, nargs="+", metavar="SCENE.py")
    parser.add_argument("--quality", choices=PICTURES, default="MEDIUM")
    parser.add_argument("--jobs", type=int, default=2, help="scenes at a time, on either side")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-psnr", action="store_true", help="do not compare pictures")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "arxiviz-stock", help="where stock's frames are kept")
    arguments = parser.parse_args()
    require_native()
    scenes = [scene.absolute() for scene in arguments.scenes]
    rounds: list[Round] = []
    while scenes and len(rounds) < arguments.rounds:
        wall, command = by_command(scenes, arguments.quality, arguments.jobs)
        our_wall, engine, total = by_engine(scenes, arguments.quality, arguments.jobs)
        if failures := failures_of(scenes, command) | failures_of(scenes, engine):
            print(*(f"{scene.stem} is left out: {failure}" for scene, failure in failures.items()), sep="\n", file=sys.stderr)
            # Their time is in the totals.
            scenes, rounds = [scene for scene in scenes if scene not in failures], []
        else:
            rounds.append(Round(wall, our_wall, only_runs(command), only_runs(engine), total))
    if not scenes:
        return 1
    report(scenes, rounds)
    if not arguments.no_psnr:
        for scene in scenes:
            print(prove(scene, arguments.quality, arguments.keep, every=4))
    return 0


if __name__ == "__main__":
    sys.exit(main())
