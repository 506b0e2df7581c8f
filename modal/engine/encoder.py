"""One H.264 encoder for a whole video."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.codec.context import ThreadType
from av.video.frame import PictureType

from engine.conversion import choose_converter
from engine.held import Holder
from engine.native import load_native
from engine.quality import Picture

# Measured against Manim's own (one `medium` encoder for each animation, crf 23): at least its PSNR, at most 1.25 times its bytes. The quicker presets
# do without macroblock tree, and then are 4 dB off on some scenes and half as large again on others. `held` needs the
# frames in order (no B-frames), each referring to the one before it (one reference), and key frames where they are asked for.
# Small pictures take little time whatever is done, and small steps from one frame to the next weigh more in them: they get the better search.
ORDERLY = "psy=0:bframes=0:ref=1:weightp=1:scenecut=0:keyint=infinite"
X264_SMALL = {"preset": "fast", "tune": "animation", "crf": "23.3", "forced-idr": "1", "x264-params": f"{ORDERLY}:rc-lookahead=20:trellis=1"}
# Large ones may cut a macroblock as small as it goes: where all of a picture moves (a camera in space) that saves a twentieth of the bytes and more, in no more time.
X264_LARGE = {
    "preset": "veryfast", "tune": "animation", "crf": "23", "forced-idr": "1", "x264-params": f"{ORDERLY}:rc-lookahead=20:trellis=0:partitions=all",
}  # fmt: skip
PIXELS_OF_A_LARGE_PICTURE = 1280 * 720
# A player that seeks decodes from the last key frame on; Manim's own come as often.
FRAMES_BETWEEN_KEYS = 250
# Fixed, because the bytes depend on it: the same frames then give the same file on every machine.
X264_THREADS = 2
# Frames that may wait for the encoder. Each is 3 MB at 1080p.
FRAMES_WAITING = 8
# What the conversion uses, written into the stream, so that players need not guess: the matrix of BT.601, limited range.
MATRIX_SMPTE170M = 6
PRIMARIES_BT709 = 1
RANGE_LIMITED = 1


def x264_options(picture: Picture) -> dict[str, str]:
    return X264_LARGE if picture.width * picture.height >= PIXELS_OF_A_LARGE_PICTURE else X264_SMALL


class EncodingFailed(Exception):
    """The video cannot be written. The cause says why."""


class VideoEncoder:
    """Takes RGBA frames in order and writes one MP4 whose index comes first (faststart), on a thread of its own."""

    def __init__(self, path: Path, picture: Picture) -> None:
        self._picture = picture
        self._frames_written = 0
        self._error: BaseException | None = None
        self._converter = choose_converter(picture, load_native())
        self._shown: av.VideoFrame | None = None
        self._shown_for = 0
        self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        self._stream = self._container.add_stream("libx264", rate=Fraction(picture.frame_rate), options=x264_options(picture))
        self._stream.width = picture.width
        self._stream.height = picture.height
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.thread_count = X264_THREADS
        context.thread_type = ThreadType.FRAME
        context.colorspace = MATRIX_SMPTE170M
        context.color_primaries = PRIMARIES_BT709
        context.color_trc = PRIMARIES_BT709
        context.color_range = RANGE_LIMITED
        context.open()
        self._holder = Holder(context.extradata or b"")
        context.extradata = self._holder.headers
        # Of each frame that x264 has and has not given back: its place, and for how long it is shown.
        self._under_way: deque[tuple[int, int]] = deque()
        self._frames_to_key = 0
        self._waiting: queue.Queue[tuple[av.VideoFrame, int] | None] = queue.Queue(FRAMES_WAITING)
        # Processor time of the thread (x264's own threads count for themselves), and of those who hand over frames.
        self.busy_seconds = 0.0
        self.converting_seconds = 0.0
        self._thread = threading.Thread(target=self._run, name="video-encoder", daemon=True)
        self._thread.start()

    def put(self, pixels: np.ndarray, repeat: int) -> None:
        """Shows `pixels` (height × width × 4, uint8) for `repeat` frames. They may change afterwards."""
        self._raise_error()
        started = time.thread_time()
        frame = self._converter.convert(pixels)
        self.converting_seconds += time.thread_time() - started
        if frame is not None:
            self._pass_on()
            self._shown = frame
        self._shown_for += repeat

    def finish(self) -> None:
        """Writes what is left and closes the file. @throws EncodingFailed"""
        self._pass_on()
        self._waiting.put(None)
        self._thread.join()
        self._raise_error()

    def _pass_on(self) -> None:
        """Hands the frame that was shown until now to the thread: only now it is known for how long."""
        if self._shown is not None:
            self._waiting.put((self._shown, self._shown_for))
        self._shown, self._shown_for = None, 0

    def _raise_error(self) -> None:
        if self._error is not None:
            raise EncodingFailed(str(self._error)) from self._error

    def _run(self) -> None:
        while (item := self._waiting.get()) is not None:
            if self._error is None:
                self._attempt(lambda: self._encode(*item))
        self._attempt(self._close)
        self.busy_seconds = time.thread_time()

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except BaseException as error:  # whatever it is, it belongs to the thread that draws
            self._error = self._error or error

    def _encode(self, frame: av.VideoFrame, repeat: int) -> None:
        """Gives x264 the frame once, and once more for each key frame while it is shown."""
        frame.time_base = self._picture.frame_seconds
        while repeat:
            is_key = self._frames_to_key == 0
            if is_key:
                self._frames_to_key = FRAMES_BETWEEN_KEYS
            shown = min(repeat, self._frames_to_key)
            frame.pict_type = PictureType.I if is_key else PictureType.NONE
            frame.pts = self._frames_written  # so that x264 sees for how long each is shown, and takes care in proportion
            self._under_way.append((self._frames_written, shown))
            self._frames_written += shown
            self._frames_to_key -= shown
            repeat -= shown
            self._mux(self._stream.encode(frame))

    def _mux(self, packets: list[av.Packet]) -> None:
        """Writes frames as x264 gives them back, each followed by those that hold it."""
        for packet in packets:
            place, shown = self._under_way.popleft()
            self._write(self._holder.follow(bytes(packet)), place, is_key=packet.is_keyframe)
            for held in range(1, shown):
                self._write(self._holder.hold(), place + held, is_key=False)

    def _write(self, data: bytes, place: int, *, is_key: bool) -> None:
        packet = av.Packet(data)
        packet.stream, packet.time_base = self._stream, self._picture.frame_seconds
        packet.pts = packet.dts = place
        packet.duration = 1
        packet.is_keyframe = is_key
        self._container.mux(packet)

    def _close(self) -> None:
        try:
            if self._error is None and self._frames_written:
                self._mux(self._stream.encode(None))
        finally:
            self._container.close()
