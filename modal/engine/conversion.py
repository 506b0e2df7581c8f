"""From the frames that are drawn (RGBA) to those that x264 takes (I420, BT.601, limited range)."""

from types import ModuleType
from typing import Protocol

import av
import numpy as np

from engine.canvas import Canvas
from engine.quality import Picture


class Converter(Protocol):
    def convert(self, pixels: np.ndarray, canvas: Canvas | None = None) -> av.VideoFrame | None:
        """A frame of its own, or `None` when `pixels` are those of the call before. `pixels` may change after it. `canvas` has them, if one has."""


def choose_converter(picture: Picture, native: ModuleType | None) -> Converter:
    plain = PlainConverter(picture)
    return plain if native is None else NativeConverter(picture, native, plain)


class PlainConverter:
    """Converts whole frames by PyAV. A camera that the scene has resized still gives the picture asked for."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._last: np.ndarray | None = None

    def convert(self, pixels: np.ndarray, canvas: Canvas | None = None) -> av.VideoFrame | None:
        if self._last is not None and np.array_equal(self._last, pixels):
            return None
        self._last = np.array(pixels, order="C")
        frame = av.VideoFrame.from_numpy_buffer(self._last, format="rgba")
        return frame.reformat(width=self._picture.width, height=self._picture.height, format="yuv420p")

    def forget(self) -> None:
        self._last = None


class NativeConverter:
    """Converts what changed. Its canvas always holds the whole of the last frame, so no frame depends on what that was."""

    def __init__(self, picture: Picture, native: ModuleType, plain: PlainConverter) -> None:
        self._native = native
        self._plain = plain
        self._size = (picture.width, picture.height)
        self._shape = (picture.height, picture.width, 4)
        self._last = np.empty(self._shape, np.uint8)
        self._converted = np.empty((picture.height * 3 // 2, picture.width), np.uint8)
        self._everywhere = np.array([[0, picture.width]] * (picture.height // 2), np.int32)
        self._knows_last = False
        self._last_canvas: Canvas | None = None
        self._was_plain = False

    def convert(self, pixels: np.ndarray, canvas: Canvas | None = None) -> av.VideoFrame | None:
        if pixels.shape != self._shape or pixels.dtype != np.uint8 or not pixels.flags.c_contiguous:
            self._knows_last, self._was_plain = False, True
            return self._plain.convert(pixels)
        if self._was_plain:
            self._plain.forget()
            self._was_plain = False
        spans = self._where(canvas) if self._knows_last else None
        changed = self._native.convert(pixels, self._last, self._converted, *self._size, spans)
        self._knows_last, self._last_canvas = True, canvas
        if canvas is not None:
            canvas.changed[:] = 0
        return av.VideoFrame.from_numpy_buffer(self._converted.copy(), format="yuv420p") if changed else None

    def _where(self, canvas: Canvas | None) -> np.ndarray:
        """A canvas knows what changed on it, as long as no other picture came in between."""
        return self._everywhere if canvas is None or canvas is not self._last_canvas else canvas.changed
