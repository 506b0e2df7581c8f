"""Decides from outside whether what came out of a box is the video that was asked for."""

from dataclasses import replace
from pathlib import Path

from engine.box.deliveries import Deliveries
from engine.box.inspector import BadFile, Facts, Inspector
from engine.protocol import Done, Job, Video
from engine.quality import PICTURES

# Sizes are exact; times are rounded to frames, and the container counts in units of its own.
TOLERANCE_SECONDS = 0.5
TOLERANCE_OF_RATE = 1.01


class NotAsAsked(Exception):
    """The result is none. The message completes “What came out is not what was asked for: …”."""


def verify(job: Job, claimed: Done, deliveries: Deliveries, inspector: Inspector) -> Done:
    """The end of a render with everything in it measured here. @throws NotAsAsked, InspectionFailed, OSError"""
    video, poster, captions = deliveries["video"], deliveries["poster"], deliveries["captions"]
    if not video.size:
        raise NotAsAsked("there is no video")
    if not poster.size:
        raise NotAsAsked("there is no poster")
    try:
        facts = inspector.look(video, poster)
    except BadFile as error:
        raise NotAsAsked(str(error)) from error
    _require_fit(job, facts)
    _require_chapters(claimed.video, facts.duration_seconds)
    if captions.size:
        _require_captions(captions.path)
    for delivery in (video, poster, captions):
        if delivery.size:
            delivery.accept()
    return replace(
        claimed,
        files={"video": "video.mp4", "poster": "poster.jpg", "captions": "captions.vtt" if captions.size else None},
        video=replace(
            claimed.video,
            has_audio=facts.has_audio,
            duration_seconds=facts.duration_seconds,
            width=facts.width,
            height=facts.height,
            frame_rate=facts.frame_rate,
            size_bytes=video.size,
            sha256=video.sha256,
        ),
    )


def _require_fit(job: Job, facts: Facts) -> None:
    picture = PICTURES[job.quality]
    asked = (picture.width, picture.height)
    if (facts.width, facts.height) != asked:
        raise NotAsAsked(f"the video is {facts.width}×{facts.height}")
    if (facts.poster_width, facts.poster_height) != asked:
        raise NotAsAsked(f"the poster is {facts.poster_width}×{facts.poster_height}")
    if not picture.frame_rate / TOLERANCE_OF_RATE <= facts.frame_rate <= picture.frame_rate * TOLERANCE_OF_RATE:
        raise NotAsAsked(f"the video has {facts.frame_rate:g} frames a second")
    if not 0 < facts.duration_seconds <= job.limits.video_seconds + TOLERANCE_SECONDS:
        raise NotAsAsked(f"the video is {facts.duration_seconds:,.1f} seconds long")


def _require_chapters(video: Video, duration_seconds: float) -> None:
    """One after the other, from the start to the end."""
    time = 0.0
    for chapter in video.chapters:
        if not time <= chapter.start_seconds <= chapter.end_seconds <= duration_seconds + TOLERANCE_SECONDS:
            raise NotAsAsked("its chapters are not parts of it")
        time = chapter.start_seconds
    if not video.chapters:
        raise NotAsAsked("it has no chapters")


def _require_captions(path: Path) -> None:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise NotAsAsked("the captions are no text") from error
    if not text.startswith("WEBVTT\n") or "\0" in text:
        raise NotAsAsked("the captions are no WebVTT")
