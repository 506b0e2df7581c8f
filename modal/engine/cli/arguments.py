"""What a person can ask for, and what is wrong with it where something is."""

import argparse
import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from engine.cli.streams import write
from engine.quality import PICTURES

EXIT_CODES = """exit codes:
    0  the video is there
    1  the scene failed: what was printed names the line
    2  something given is wrong: an option, a file
   69  nothing can be rendered here: no box, a program is missing, the disk is full
  130  stopped by Ctrl-C (143: by SIGTERM, 129: its terminal was closed)"""
# As long as the service gives a render where it is told nothing else (RENDER_TIMEOUT_SECONDS).
DEFAULT_SECONDS = 600.0
LARGEST_SEED = 2**32 - 1
# Far more than the service takes, and no device is read for ever.
LARGEST_SCENE_BYTES = 4 * 2**20


class UsageError(Exception):
    """Something given is wrong. The message says what and what to do."""


class _Parser(argparse.ArgumentParser):
    """argparse's own ways to say something fail where nobody can be told."""

    def print_help(self, _file: object = None) -> None:
        write(sys.stdout, self.format_help())

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_usage().rstrip()}")


@dataclass(frozen=True)
class Asked:
    """`name` is what to call the scene's file; without a `seed`, it is the service's."""

    name: str
    code: str
    output: Path
    quality: str
    seed: int | None
    seconds: float
    poster: bool
    captions: bool
    quiet: bool

    def files(self) -> dict[str, Path]:
        """Where to put what was asked for, the video first."""
        others = {"poster": (self.poster, ".jpg"), "captions": (self.captions, ".vtt")}
        return {"video": self.output} | {name: self.output.with_suffix(suffix) for name, (is_wanted, suffix) in others.items() if is_wanted}


def read_arguments(arguments: Sequence[str]) -> Asked:
    """Ends the program, as argparse does, after `--help`. @throws UsageError"""
    parser = _Parser(
        prog="python -m engine render",
        description="Render the scenes of a file into one video, in a box, as the service does.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("scene", metavar="SCENE.py", help="Manim code with one or more scenes; - reads standard input")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.mp4", help="where the video goes (default: SCENE.mp4 here); a video there is replaced")
    parser.add_argument("-q", "--quality", type=str.lower, choices=[name.lower() for name in PICTURES], default="medium", help=_describe_qualities())
    parser.add_argument("-s", "--seed", type=_seed, metavar="N", help="seed of random numbers (default: made from the code, as by the service)")
    parser.add_argument("--poster", action="store_true", help="also write a poster beside the video (.jpg)")
    parser.add_argument("--captions", action="store_true", help="also write captions beside the video (.vtt), where the scene has subcaptions")
    parser.add_argument("--timeout", type=_seconds, default=DEFAULT_SECONDS, metavar="SECONDS", help="stop after so long (default: %(default)g)")
    parser.add_argument("--quiet", action="store_true", help="say nothing but what went wrong")
    given = parser.parse_args(arguments)
    name = "standard input" if given.scene == "-" else given.scene
    code = _read_code(given.scene)
    output = given.output or Path("scene.mp4" if given.scene == "-" else f"{Path(given.scene).stem}.mp4")
    asked = Asked(name, code, output, given.quality.upper(), given.seed, given.timeout, given.poster, given.captions, given.quiet)
    _require_directory(output)
    for path in asked.files().values():
        _require_place(path, given.scene)
    return asked


def _describe_qualities() -> str:
    sizes = ", ".join(f"{name.lower()} {picture.height}p{picture.frame_rate}" for name, picture in PICTURES.items())
    return f"{sizes} (default: medium)"


def _read_code(scene: str) -> str:
    """@throws UsageError"""
    name = "Standard input" if scene == "-" else scene
    try:
        with sys.stdin.buffer if scene == "-" else open(scene, "rb") as file:
            data = file.read(LARGEST_SCENE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST_SCENE_BYTES:
        raise UsageError(f"{name} is larger than {LARGEST_SCENE_BYTES // 2**20} MiB: is it a scene?")
    if b"\0" in data:
        raise UsageError(f"{name} is no text: byte {data.index(0) + 1} is NUL. Save it as UTF-8.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text (byte {error.start + 1}).") from error


def _require_directory(output: Path) -> None:
    """@throws UsageError"""
    if output.suffix.lower() != ".mp4":
        raise UsageError(f"The output is an MP4: {output} has to end in .mp4.")
    # Unlike pathlib's, false where nobody may look.
    if not os.path.isdir(output.parent):
        raise UsageError(f"There is no directory {output.parent}.")


def _require_place(path: Path, scene: str) -> None:
    """Nothing but files of an earlier render is ever replaced: a scene given as the output, for one, would be gone. @throws UsageError"""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{path} is a directory.")
    if not stat.S_ISREG(found.st_mode):
        raise UsageError(f"{path} is no file that could be replaced.")
    if os.path.exists(scene) and os.path.samefile(path, scene):
        raise UsageError(f"{path} is the scene itself: -o says where else to put the video.")


def _seed(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to {LARGEST_SEED}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0, at most a day")
    return seconds
