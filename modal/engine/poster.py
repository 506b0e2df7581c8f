"""The picture that stands for a video before it plays."""

from pathlib import Path

import numpy as np
from PIL import Image

from engine.quality import Picture

LOOK_EVERY_SECONDS = 0.5
# Every fourth pixel in both directions is enough to compare frames.
STEP = 4
# A frame that is held is one that somebody composed; one in the middle of a transition rarely is.
HELD_FACTOR = 1.25
JPEG_QUALITY = 88


class PosterPicker:
    """Looks at a frame now and then and keeps the one with most to see."""

    def __init__(self, picture: Picture) -> None:
        self._frames_between = max(1, round(LOOK_EVERY_SECONDS * picture.frame_rate))
        self._size = (picture.width, picture.height)
        self._next_look = 0
        self._best_score = -1.0
        self._best: np.ndarray | None = None

    def look_at(self, pixels: np.ndarray, frame: int, repeat: int) -> None:
        """Considers a frame at place `frame` of the video, shown `repeat` times."""
        if frame < self._next_look and repeat < self._frames_between:
            return
        self._next_look = frame + self._frames_between
        score = amount_to_see(pixels) * (HELD_FACTOR if repeat >= self._frames_between else 1.0)
        if score > self._best_score:
            self._best_score, self._best = score, pixels.copy()

    def save(self, path: Path) -> None:
        if self._best is None:
            raise ValueError("A video without frames has no poster.")
        image = Image.fromarray(np.ascontiguousarray(self._best[:, :, :3]))
        if image.size != self._size:
            image = image.resize(self._size)
        image.save(path, format="JPEG", quality=JPEG_QUALITY)


def amount_to_see(pixels: np.ndarray) -> float:
    """How much changes from pixel to pixel: text, lines and edges count, a flat colour of whatever brightness does not."""
    red, green, blue = (pixels[::STEP, ::STEP, channel].astype(np.int16) for channel in range(3))
    sample = (red + green + blue) / 3
    return float(np.abs(np.diff(sample, axis=0)).mean() + np.abs(np.diff(sample, axis=1)).mean())
