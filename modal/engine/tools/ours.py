"""Renders a scene with the engine itself and records each frame that is handed to the video.

`python -m engine.tools.ours SCENE.py --output DIRECTORY [--quality LOW] [--seed 1]` leaves what a render leaves, and `frames.json`.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from engine.canvas import Canvas
from engine.channel import Channel
from engine.movie import Movie
from engine.protocol import Done, Job, Limits
from engine.quality import PICTURES
from engine.render import render
from engine.serve import prepare_surroundings
from engine.tools.recording import Recording

LIMITS = Limits(wall_seconds=3600, cpu_seconds=3600, memory_bytes=8 * 2**30, output_bytes=2**31, video_seconds=3600)


class RenderFailed(Exception):
    """The engine could not render the scene. The message says why."""


def listen(recording: Recording) -> None:
    write = Movie.write

    def write_and_record(self: Movie, pixels: np.ndarray, repeat: int, canvas: Canvas | None = None) -> None:
        recording.add(pixels, repeat)
        write(self, pixels, repeat, canvas)

    Movie.write = write_and_record  # type: ignore[method-assign]


def record(code: str, quality: str, seed: int, output: Path, *, limit: int | None = None) -> dict[str, float]:
    """Renders into `output`, up to `limit` frames where there is a limit, and returns the timings. @throws RenderFailed"""
    output.mkdir(parents=True, exist_ok=True)
    prepare_surroundings()
    with Recording(output, PICTURES[quality], lossless=False, limit=limit) as recording, open("/dev/null", "wb", buffering=0) as nowhere:
        listen(recording)
        outcome = render(Job(code=code, concept="", quality=quality, seed=seed, output=output, limits=LIMITS), Channel(nowhere.fileno()), 0.0)
    if isinstance(outcome, Done):
        return outcome.timings
    if recording.has_enough:
        return {}
    raise RenderFailed(f"{outcome.failure.kind}: {outcome.failure.message}\n{outcome.failure.traceback}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="engine.tools.ours", description="Render with the engine and record every frame.")
    parser.add_argument("scene", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--quality", choices=PICTURES, default="LOW")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    try:
        print(json.dumps(record(arguments.scene.read_text(), arguments.quality, arguments.seed, arguments.output.absolute())))
    except RenderFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
