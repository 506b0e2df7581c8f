"""Frames as they were drawn: their hashes, and a copy without loss to compare videos with."""

import hashlib
import json
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np

from engine.quality import Picture

HASHES = "frames.json"
LOSSLESS = "lossless.mkv"


class Enough(BaseException):
    """As many frames as were asked for are recorded."""


class Recording:
    """Takes every frame that a scene hands to its writer. Writes `frames.json` (SHA-256 and repeats) and, where asked, `lossless.mkv` (RGB).

    With a `limit`, in frames of the video, the scene is ended there by `Enough`, which the recording swallows.
    """

    def __init__(self, directory: Path, picture: Picture, *, lossless: bool, limit: int | None = None) -> None:
        self._left = limit
        self._directory = directory
        self._frames: list[tuple[str, int]] = []
        self._container = av.open(str(directory / LOSSLESS), "w") if lossless else None
        if self._container is not None:
            # Quantizer 0 of x264 in RGB loses nothing; one frame of the file stands for one call of the writer.
            self._stream = self._container.add_stream("libx264rgb", rate=Fraction(picture.frame_rate), options={"preset": "ultrafast", "qp": "0"})
            self._stream.width, self._stream.height, self._stream.pix_fmt = picture.width, picture.height, "rgb24"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if self._container is not None:
            self._container.mux(self._stream.encode(None))
            self._container.close()
        if kind is None or self.has_enough:
            (self._directory / HASHES).write_text(json.dumps(self._frames))
        return kind is Enough

    @property
    def has_enough(self) -> bool:
        return self._left is not None and self._left <= 0

    def add(self, pixels: np.ndarray, repeat: int) -> None:
        if repeat < 1 or self.has_enough:
            return
        self._frames.append((hashlib.sha256(np.ascontiguousarray(pixels)).hexdigest(), repeat))
        if self._container is not None:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[:, :, :3]), format="rgb24")
            frame.pts = len(self._frames) - 1
            self._container.mux(self._stream.encode(frame))
        if self._left is not None:
            self._left -= repeat
            if self._left <= 0:
                raise Enough


def read_hashes(directory: Path) -> list[tuple[str, int]]:
    """Each call of the writer: the frame's hash, and for how many frames it is shown."""
    return [(digest, repeat) for digest, repeat in json.loads((directory / HASHES).read_text())]


def frame_by_frame(hashes: list[tuple[str, int]]) -> list[str]:
    """One hash for each frame of the video: a frame that is held and the same one handed over again look the same to whoever watches."""
    return [digest for digest, repeat in hashes for _ in range(repeat)]
