"""From a person's file to a video beside it, or to a failure that they can read."""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from engine.box.box import LONGEST_LOG
from engine.box.ends import FATAL
from engine.box.session import Cancelled
from engine.cli.arguments import Asked, UsageError, read_arguments
from engine.cli.boxed import BoxedRender, NoBox
from engine.cli.failure_text import failure_text
from engine.cli.progress_line import ProgressLine
from engine.cli.shield import run_shielded
from engine.cli.stop import Stop
from engine.cli.streams import settle_streams, write
from engine.cli.terminal import Terminal, length_of, printable, size_of
from engine.cli.workplace import workplace_beside
from engine.protocol import Done, Failed, Job, Limits
from engine.version import engine_version

DONE, FAILED, USAGE, UNAVAILABLE = 0, 1, 2, 69
# As the service has them (src/rendering/engine-protocol.ts).
MEMORY_BYTES = 3 * 2**30
OUTPUT_BYTES = 512 * 2**20
VIDEO_SECONDS = 600.0


def render_for_a_person(arguments: Sequence[str]) -> int:
    """The exit code: those that `--help` names."""
    settle_streams()
    terminal = Terminal(sys.stderr)
    try:
        return _render_into_place(read_arguments(arguments), terminal)
    except UsageError as error:
        terminal.say(f"{terminal.style('error:', 'bold', 'red')} {error}")
        return USAGE


def _render_into_place(asked: Asked, terminal: Terminal) -> int:
    """@throws UsageError"""
    stop = Stop()
    try:
        # Both processes leave this, so that the directory goes whichever of them is killed.
        with workplace_beside(asked.output) as workplace:
            return run_shielded(lambda: _render_or_say_why_not(asked, workplace, stop, terminal), stop)
    except ChildProcessError as error:
        terminal.say(f"{terminal.style('error:', 'bold', 'red')} {error}")
        return UNAVAILABLE
    finally:
        stop.is_over()


def _render_or_say_why_not(asked: Asked, workplace: Path, stop: Stop, terminal: Terminal) -> int:
    try:
        return _render(asked, workplace, stop, terminal)
    except Cancelled:
        terminal.say("Stopped. Nothing is left of the render.")
        return stop.exit_code
    except NoBox as error:
        terminal.say(f"{terminal.style('error:', 'bold', 'red')} {printable(str(error))}")
        return UNAVAILABLE
    except (OSError, ImportError) as error:
        terminal.say(f"{terminal.style('Nothing is rendered here.', 'bold', 'red')} {printable(str(error))}")
        return UNAVAILABLE
    finally:
        terminal.clear_status()


def _render(asked: Asked, workplace: Path, stop: Stop, terminal: Terminal) -> int:
    """@throws NoBox, Cancelled"""
    version = engine_version()["engine"]
    seed = _services_seed(asked, version) if asked.seed is None else asked.seed
    limits = Limits(asked.seconds, max(1, round(asked.seconds)), MEMORY_BYTES, OUTPUT_BYTES, VIDEO_SECONDS)
    job = Job(asked.code, "", asked.quality, seed, workplace / "out", limits)
    progress = ProgressLine(terminal)
    render = BoxedRender(job, _formulas(version), progress.tell)
    outcome = render.run(stop, (lambda: None) if asked.quiet else progress.show)
    terminal.clear_status()
    is_about_us = isinstance(outcome, Failed) and outcome.failure.kind == "UNAVAILABLE"
    if not (is_about_us or (asked.quiet and isinstance(outcome, Done))):
        _tell_words(render.log, terminal)
    if isinstance(outcome, Failed):
        terminal.say(failure_text(outcome.failure, asked.name, asked.code, terminal))
        return UNAVAILABLE if is_about_us else FAILED
    try:
        written = _put_in_place(asked, outcome, job.output)
    except OSError as error:
        terminal.say(f"{terminal.style('error:', 'bold', 'red')} The video is made, but cannot be put at {asked.output}: {error.strerror}.")
        return UNAVAILABLE
    if not asked.quiet:
        lost = write(sys.stdout, _report(asked, outcome, written, progress.seconds) + "\n")
        # Who has closed it wants to know nothing.
        if lost and not isinstance(lost, BrokenPipeError):
            terminal.say(f"The video is at {asked.output}. Standard output cannot be written: {lost.strerror}.")
    return DONE


def _tell_words(log: bytes, terminal: Terminal) -> None:
    """The scene's own, without Python's report of how it broke down, of which the failure tells what is about the scene."""
    words = printable(log.decode(errors="replace")).partition(FATAL)[0].strip()
    head = "The scene said:" if len(log) < LONGEST_LOG else "The last of what the scene said:"
    if words:
        terminal.say(f"{terminal.style(head, 'faint')}\n{words}")


def _services_seed(asked: Asked, version: str) -> int:
    """Of the render key, as src/rendering/renderer.ts makes it: the video is the one that the service would make of this code."""
    key = json.dumps([asked.code, asked.quality, version], ensure_ascii=False, separators=(",", ":"))
    return int(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16)


def _formulas(version: str) -> Path | None:
    """Where formulas are kept from one render to the next; those of other versions go. `None` where there is no home for them."""
    # Relative ones are no directories of the person's (https://specifications.freedesktop.org/basedir-spec).
    homes = [Path(home) for home in (os.environ.get("XDG_CACHE_HOME", ""), os.path.expanduser("~/.cache")) if os.path.isabs(home)]
    if not homes:
        return None
    cache = homes[0] / "arxiviz" / "formulas"
    with suppress(OSError):
        for other in cache.iterdir():
            if other.name != version:
                shutil.rmtree(other, ignore_errors=True)
    return cache / version


def _put_in_place(asked: Asked, done: Done, directory: Path) -> dict[str, Path]:
    """Moves what was asked for to where it was asked for, the video last, each whole or not at all, and returns that. @throws OSError"""
    wanted = {name: path for name, path in asked.files().items() if done.files.get(name)}
    for name, path in reversed(wanted.items()):
        (directory / str(done.files[name])).replace(path)
    return wanted


def _report(asked: Asked, done: Done, written: dict[str, Path], seconds: float) -> str:
    video = done.video
    facts = f"{length_of(video.duration_seconds)}, {video.width}×{video.height} at {video.frame_rate:g} frames a second, {size_of(video.size_bytes)}"
    lines = [f"{written['video']}  {facts}, in {seconds:.1f} s"]
    if video.still_image:
        lines.append("No scene has an animation: the video holds one picture.")
    if len(video.chapters) > 1:
        lines += [f"  {length_of(chapter.start_seconds):>6}  {printable(chapter.scene_name)}" for chapter in video.chapters]
    lines += [f"{path}  {name}" for name, path in written.items() if name != "video"]
    if asked.captions and "captions" not in written:
        lines.append("No captions: no scene has a subcaption.")
    return "\n".join(lines)
