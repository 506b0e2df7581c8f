"""The one video that all scenes of the code become."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import srt

from engine.canvas import Canvas
from engine.encoder import VideoEncoder
from engine.poster import PosterPicker
from engine.progress import ProgressReporter
from engine.protocol import Chapter
from engine.quality import Picture

if TYPE_CHECKING:
    from pydub import AudioSegment

STILL_SECONDS = 3


class VideoTooLong(BaseException):
    """The scene would make more video than it may. Not an Exception, so that no `except Exception` of a scene swallows it."""


@dataclass
class Take:
    """What one scene gave: frames from `first_frame` up to `end_frame`, and what goes with them, in seconds from its own start."""

    scene_name: str
    first_frame: int
    end_frame: int
    still_image: bool = False
    subcaptions: list[srt.Subtitle] = field(default_factory=list)
    sound: "AudioSegment | None" = None


class Movie:
    """Takes the frames of one scene after the other, keeps time and holds them to the limit."""

    def __init__(self, path: Path, picture: Picture, limit_seconds: float, progress: ProgressReporter) -> None:
        self.picture = picture
        self.takes: list[Take] = []
        self.poster = PosterPicker(picture)
        self.encoder = VideoEncoder(path, picture)
        # Processor time, as the renderer measures it.
        self.drawing_seconds = 0.0
        self._limit_seconds = limit_seconds
        self._progress = progress

    @property
    def frames(self) -> int:
        return self._progress.frames

    def seconds_at(self, frame: int) -> float:
        return float(frame * self.picture.frame_seconds)

    def begin_take(self, scene_name: str) -> Take:
        self._progress.scene = scene_name
        take = Take(scene_name, self.frames, self.frames)
        self.takes.append(take)
        return take

    def end_take(self, take: Take) -> None:
        take.end_frame = self.frames

    def begin_animation(self, seconds: float) -> None:
        """Announces an animation of that length. @throws VideoTooLong before a frame of it is drawn."""
        self._require_room_for(seconds)
        self._progress.begin_animation(seconds)

    def write(self, pixels: np.ndarray, repeat: int, canvas: Canvas | None = None) -> None:
        """Adds `pixels`, held for `repeat` frames; they may change afterwards. `canvas` has them, if one has. @throws VideoTooLong, EncodingFailed"""
        if repeat < 1:
            return
        self._require_room_for(self.seconds_at(repeat))
        self.poster.look_at(pixels, self.frames, repeat)
        self.encoder.put(pixels, repeat, canvas)
        self._progress.frames += repeat
        self._progress.seconds = self.seconds_at(self.frames)
        self._progress.tell()

    def hold_still(self, pixels: np.ndarray) -> None:
        """Makes a video of a scene that has no animation."""
        self.takes[-1].still_image = True
        self.write(pixels, STILL_SECONDS * self.picture.frame_rate)

    def chapters(self) -> list[Chapter]:
        return [Chapter(take.scene_name, self.seconds_at(take.first_frame), self.seconds_at(take.end_frame)) for take in self.takes]

    def _require_room_for(self, seconds: float) -> None:
        total = self.seconds_at(self.frames) + seconds
        # Lengths are rounded to frames: one frame more is still what was allowed.
        if total > self._limit_seconds + self.seconds_at(1):
            raise VideoTooLong(f"The video would be {total:,.1f} seconds long; at most {self._limit_seconds:,g} are allowed.")
