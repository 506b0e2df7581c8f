"""How close a video is to the frames that were drawn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import numpy as np

PEAK_SQUARED = 255.0**2
# What a video without any error is given, so that it can be compared and averaged.
BEST_DECIBELS = 100.0


@dataclass(frozen=True)
class Fidelity:
    """Peak signal to noise in decibels over all frames compared, of luma and of RGB, and the worst single frame's of RGB."""

    luma: float
    rgb: float
    worst: float
    frames: int


def measure_fidelity(lossless: Path, repeats: list[int], videos: list[Path], frame_rate: int, *, every: int = 1) -> Fidelity:
    """Compares what a player shows of `videos`, one after the other, with the frames of `lossless`, frame i of which is shown `repeats[i]` times.

    With `every` above 1 only each such frame of `lossless` is looked at, and of held ones the first and the last.
    """
    shown = chain.from_iterable(frames_shown(video, frame_rate) for video in videos)
    luma = rgb = worst = 0.0
    count = 0
    total = sum(repeats)
    seen = 0
    with av.open(str(lossless)) as container:
        for number, (frame, repeat) in enumerate(zip(container.decode(video=0), repeats, strict=True)):
            drawn = frame.to_ndarray(format="rgb24").astype(np.int16)
            drawn_luma = _luma(av.VideoFrame.from_ndarray(drawn.astype(np.uint8), format="rgb24"))
            for held in range(repeat):
                decoded = next(shown, None)
                if decoded is None:
                    raise ValueError(f"The video has {seen} frames; {total} were drawn.")
                seen += 1
                if every > 1 and (number % every or held not in (0, repeat - 1)):
                    continue
                error = _mean_square(decoded.to_ndarray(format="rgb24"), drawn)
                luma += _mean_square(_luma(decoded), drawn_luma)
                rgb += error
                worst = max(worst, error)
                count += 1
    if next(shown, None) is not None:
        raise ValueError(f"The video has more than the {total} frames that were drawn.")
    return Fidelity(_decibels(luma / count), _decibels(rgb / count), _decibels(worst), count)


def frames_shown(video: Path, frame_rate: int) -> Iterator[av.VideoFrame]:
    """One frame for each place of the video, as a player shows it: a sample that lasts longer is shown again."""
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None and stream.duration is not None
        end = round((stream.start_time or 0) + stream.duration) * stream.time_base * frame_rate
        last: av.VideoFrame | None = None
        place = 0
        for frame in container.decode(stream):
            assert frame.pts is not None and frame.time_base is not None
            start = round(frame.pts * frame.time_base * frame_rate)
            while last is not None and place < start:
                yield last
                place += 1
            last = frame
        while last is not None and place < round(end):
            yield last
            place += 1


def _luma(frame: av.VideoFrame) -> np.ndarray:
    return frame.reformat(format="yuv420p").to_ndarray()[: frame.height].astype(np.int16)


def _mean_square(one: np.ndarray, other: np.ndarray) -> float:
    difference = one.astype(np.int16) - other
    return float(np.square(difference, dtype=np.int32).mean())


def _decibels(mean_square: float) -> float:
    return BEST_DECIBELS if mean_square == 0 else min(BEST_DECIBELS, 10 * math.log10(PEAK_SQUARED / mean_square))
