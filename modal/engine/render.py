"""The work itself: from a job to one video, or to one failure."""

import resource
import time
import traceback
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from engine.captions import write_captions
from engine.channel import Channel
from engine.failures import describe, describe_time_out
from engine.forecast import forecast_animations
from engine.formula import Ask
from engine.limits import apply_limits, give_reserve, lift_limits
from engine.manim_settings import FixedSettings
from engine.movie import Movie
from engine.network import explain_network
from engine.patches import apply_patches
from engine.probe import measure
from engine.processes import leave
from engine.progress import ProgressReporter
from engine.protocol import Done, Failed, Failure, Job, Video
from engine.quality import PICTURES
from engine.scenes import find_scenes
from engine.seeds import seed_everything, seed_new_generators
from engine.sound import add_sound
from engine.source import Source
from engine.stage import Stage
from engine.stopwatch import Stopwatch
from engine.tex import TexShop
from engine.workplace import Workplace

# Failures that whoever runs the renderer has to read about, whole, in the log.
OURS_TO_LOOK_AT = ("CRASHED", "UNAVAILABLE")
VIDEO, POSTER, CAPTIONS = "video.mp4", "poster.jpg", "captions.vtt"


def render(job: Job, channel: Channel, import_seconds: float, ask: Ask | None = None) -> Done | Failed:
    """Renders one job, in a process that renders nothing else. A job that runs out of time ends the process from here, having said so.

    With `ask`, formulas are set by somebody else where that can be.
    """
    source = Source(job.code)
    progress = ProgressReporter(channel.send)
    tex = TexShop(progress, ask)
    workplace = Workplace(job.output)

    def time_out(message: str, frame: FrameType | None) -> None:
        if channel.busy:
            return  # the limit rings again in a moment
        channel.send(Failed(describe_time_out(message, frame, tex.expression, source)))
        workplace.remove()
        leave()

    try:
        workplace.open()
    except OSError as error:
        return Failed(Failure("UNAVAILABLE", f"The render has no directory to work in: {error.strerror}."))
    try:
        apply_limits(job.limits, time_out)
        progress.tell(at_once=True)
        outcome: Done | Failed = produce(job, source, workplace, progress, tex, import_seconds)
        lift_limits()
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: no way out of a scene is a success
        channel.stop_forks()
        give_reserve()
        outcome = Failed(describe(error, source, workplace.path))
        lift_limits()
        if outcome.failure.kind in OURS_TO_LOOK_AT:
            with suppress(Exception):  # of a class that cannot be told, either
                traceback.print_exception(error)
    finally:
        workplace.remove()
    return outcome


def produce(job: Job, source: Source, workplace: Workplace, progress: ProgressReporter, tex: TexShop, import_seconds: float) -> Done:
    """@throws whatever the code throws, and InvalidSyntax, NoScene, LatexError, ProgramMissing, VideoTooLong, EncodingFailed"""
    directory = workplace.path
    picture = PICTURES[job.quality]
    watch = Stopwatch()
    settings = FixedSettings(picture, job.seed, directory)
    silent = directory / "silent.mp4"
    movie = Movie(silent, picture, job.limits.video_seconds, progress)
    stage = Stage(movie)
    apply_patches()
    tex.open()
    explain_network()
    seed_new_generators(job.seed)
    seed_everything(job.seed)

    with watch.measure("load"):
        scenes = find_scenes(source.load(directory))
    progress.expect(forecast_animations(source.code, [scene.__name__ for scene in scenes]))
    progress.enter("animating")
    with watch.measure("scenes"):
        settings.show_whole_frame()
        for scene in scenes:
            seed_everything(job.seed)
            stage.perform(scene)

    progress.phase = "finishing"
    progress.total_seconds = progress.seconds
    progress.tell(at_once=True)
    with watch.measure("finish"):
        # While x264 is at work on what is left.
        movie.poster.save(directory / POSTER)
        movie.encoder.finish()
        with_sound = directory / "sound.mp4"
        result = with_sound if add_sound(movie, silent, with_sound) else silent
        has_captions = write_captions(movie, directory / CAPTIONS)
        video = _describe_video(movie, result)
        workplace.publish(directory / POSTER, POSTER)
        if has_captions:
            workplace.publish(directory / CAPTIONS, CAPTIONS)
        workplace.publish(result, VIDEO)

    return Done(
        files={"video": VIDEO, "poster": POSTER, "captions": CAPTIONS if has_captions else None},
        video=video,
        timings={
            "import": import_seconds,
            "load": watch.seconds["load"],
            "tex": tex.seconds,
            **processor_seconds(movie),
            "finish": watch.seconds["finish"],
            "total": watch.total(),
        },
    )


def processor_seconds(movie: Movie) -> dict[str, float]:
    """Where the processor's time went, in seconds: in this process, and in the programs that set formulas.

    `step` is what Manim and the scene do besides drawing, importing Manim included; `encode` is what is left for x264 and its threads.
    """
    whole, stepping = time.process_time(), time.thread_time()
    draw, convert = movie.drawing_seconds, movie.encoder.converting_seconds
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "step": max(0.0, stepping - draw - convert),
        "draw": draw,
        "convert": convert,
        "encode": max(0.0, whole - stepping),
        "tex_programs": children.ru_utime + children.ru_stime,
        "processor": whole + children.ru_utime + children.ru_stime,
    }


def _describe_video(movie: Movie, path: Path) -> Video:
    measured = measure(path)
    return Video(
        scene_name=movie.takes[0].scene_name,
        chapters=movie.chapters(),
        still_image=all(take.still_image for take in movie.takes),
        **asdict(measured),
    )
