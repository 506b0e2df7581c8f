"""The four qualities a video can be asked in."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Picture:
    """What every frame of a video is: size in pixels, rate in frames per second."""

    width: int
    height: int
    frame_rate: int

    @property
    def frame_seconds(self) -> Fraction:
        return Fraction(1, self.frame_rate)


PICTURES = {
    "LOW": Picture(854, 480, 15),
    "MEDIUM": Picture(1280, 720, 30),
    "HIGH": Picture(1920, 1080, 60),
    "ULTRA": Picture(3840, 2160, 60),
}
