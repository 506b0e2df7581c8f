"""What a finished file really is."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av


@dataclass(frozen=True)
class Measured:
    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    has_audio: bool
    size_bytes: int
    sha256: str


def measure(path: Path) -> Measured:
    """Reads the facts from the file itself, not from what was meant to be written."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        if video.duration is None or video.time_base is None or video.average_rate is None:
            raise ValueError(f"{path.name} does not say how long it is.")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Measured(
            duration_seconds=float(Fraction(video.duration) * video.time_base),
            width=video.codec_context.width,
            height=video.codec_context.height,
            frame_rate=float(video.average_rate),
            has_audio=bool(container.streams.audio),
            size_bytes=path.stat().st_size,
            sha256=digest,
        )
