"""Renders a scene with stock Manim, its own renderer and writer, and records each frame: what the engine's frames are held against.

`python -m engine.tools.stock SCENE.py --output DIRECTORY [--quality LOW] [--seed 1] [--lossless]` leaves `frames.json`, the videos of the
`manim` command as `cli-0.mp4`, `cli-1.mp4`, … (one for each scene of the file) and, where asked, `lossless.mkv`.
"""

import argparse
import os
import resource
import shutil
import tempfile
from pathlib import Path

import numpy as np
from manim import tempconfig
from manim.manager import Manager
from manim.scene.scene_file_writer import SceneFileWriter

from engine.manim_settings import FixedSettings
from engine.movie import STILL_SECONDS
from engine.quality import PICTURES
from engine.scenes import find_scenes
from engine.seeds import seed_everything, seed_new_generators
from engine.source import Source
from engine.tools.recording import Recording


def record(code: str, quality: str, seed: int, output: Path, *, lossless: bool, limit: int | None = None) -> None:
    """@throws whatever the scene throws"""
    output.mkdir(parents=True, exist_ok=True)
    picture = PICTURES[quality]
    with tempfile.TemporaryDirectory() as name, Recording(output, picture, lossless=lossless, limit=limit) as recording:
        work = Path(name)
        os.chdir(work)
        writers: list[SceneFileWriter] = []
        listen(recording, STILL_SECONDS * picture.frame_rate, writers)
        settings = FixedSettings(picture, seed, work)
        seed_new_generators(seed)
        seed_everything(seed)
        scenes = find_scenes(Source(code).load(work))
        settings.show_whole_frame()
        for number, scene_class in enumerate(scenes):
            seed_everything(seed)
            with tempconfig({}):
                scene = scene_class()
                Manager(scene)
                writers[:] = [scene.renderer.file_writer]
                scene.render()
            video = scene.renderer.file_writer.movie_file_path
            if video.exists():
                shutil.move(video, output / f"cli-{number}.mp4")
        os.chdir("/")


def listen(recording: Recording, still_frames: int, writers: list[SceneFileWriter]) -> None:
    """Lets the recording see what those of Manim's writers are given; each goes on as ever. A scene may make others, for files of their own."""
    write_frame, save_image = SceneFileWriter.write_frame, SceneFileWriter.save_image

    def write(self: SceneFileWriter, pixels: np.ndarray, *, repeat: int = 1) -> None:
        # Manim drops a frame that comes between two animations.
        if self in writers and self._current_encode_job is not None:
            recording.add(pixels, repeat)
        write_frame(self, pixels, repeat=repeat)

    def save(self: SceneFileWriter, pixels: np.ndarray) -> None:
        if self in writers:
            recording.add(pixels, still_frames)
        save_image(self, pixels)

    SceneFileWriter.write_frame, SceneFileWriter.save_image = write, save  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(prog="engine.tools.stock", description="Render with stock Manim and record every frame.")
    parser.add_argument("scene", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--quality", choices=PICTURES, default="LOW")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lossless", action="store_true")
    arguments = parser.parse_args()
    record(arguments.scene.read_text(), arguments.quality, arguments.seed, arguments.output.absolute(), lossless=arguments.lossless)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"{sum(used.ru_utime + used.ru_stime for used in usage):.2f} s of processor time")


if __name__ == "__main__":
    main()
