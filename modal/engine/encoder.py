"""One H.264 encoder for a whole video."""

import queue
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.codec.context import ThreadType
from av.video.frame import PictureType

from engine.canvas import Canvas
from engine.conversion import choose_converter
from engine.held import Holder, is_reference
from engine.native import load_native
from engine.quality import Picture

# Measured against Manim's own (one `medium` encoder for each animation, crf 23): at least its PSNR, at most 1.25 times its bytes. The quicker presets
# do without macroblock tree, and then are 4 dB off on some scenes and half as large again on others; without B-frames, what moves at 60 frames a second
# has half as many bytes again. What `held` needs: one reference, no B-frame to which others refer, and key frames where they are asked for.
PARAMETERS = (
    "psy=0:bframes=3:b-adapt=1:b-pyramid=none:direct=spatial:ref=1:weightp=1:rc-lookahead=20:trellis=0:partitions=all:scenecut=0:keyint=infinite"
)
X264 = {"preset": "veryfast", "tune": "animation", "forced-idr": "1", "x264-params": PARAMETERS}
CRF_SMALL, CRF_LARGE = "23", "22.8"
PIXELS_OF_A_LARGE_PICTURE = 1280 * 720
# A player that seeks decodes from the last key frame on; Manim's own come as often.
FRAMES_BETWEEN_KEYS = 250
# A frame is decoded at most so many frames before it is shown, because those between refer to it: no B-frame refers to another.
DECODED_AHEAD = 1
# Fixed, because the bytes depend on it: the same frames then give the same file on every machine.
X264_THREADS = 1
# Frames that may wait for the encoder. Each is 3 MB at 1080p.
FRAMES_WAITING = 8
# What the conversion uses, written into the stream, so that players need not guess: the matrix of BT.601, limited range.
MATRIX_SMPTE170M = 6
PRIMARIES_BT709 = 1
RANGE_LIMITED = 1


def x264_options(picture: Picture) -> dict[str, str]:
    is_large = picture.width * picture.height >= PIXELS_OF_A_LARGE_PICTURE
    return X264 | {"crf": CRF_LARGE if is_large else CRF_SMALL}


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
        # Of each frame that x264 has and has not given back: for how many frames it is shown, by its place.
        self._under_way: dict[int, int] = {}
        # Where the last one that others refer to is still to be held. That waits for those which are shown before it and come after it.
        self._to_hold = range(0)
        self._packets_written = 0
        self._frames_to_key = 0
        self._waiting: queue.Queue[tuple[av.VideoFrame, int] | None] = queue.Queue(FRAMES_WAITING)
        # Processor time of the thread (x264's own threads count for themselves), and of those who hand over frames.
        self.busy_seconds = 0.0
        self.converting_seconds = 0.0
        self._thread = threading.Thread(target=self._run, name="video-encoder", daemon=True)
        self._thread.start()

    def put(self, pixels: np.ndarray, repeat: int, canvas: Canvas | None = None) -> None:
        """Shows `pixels` (height × width × 4, uint8) for `repeat` frames. They may change afterwards. `canvas` has them, if one has."""
        self._raise_error()
        started = time.thread_time()
        frame = self._converter.convert(pixels, canvas)
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
            # What is held must be a frame that others refer to.
            frame.pict_type = PictureType.I if is_key else PictureType.P if shown > 1 else PictureType.NONE
            frame.pts = self._frames_written  # so that x264 sees for how long each is shown, and takes care in proportion
            self._under_way[self._frames_written] = shown
            self._frames_written += shown
            self._frames_to_key -= shown
            repeat -= shown
            self._mux(self._stream.encode(frame))

    def _mux(self, packets: list[av.Packet]) -> None:
        """Writes frames as x264 gives them back, in the order of decoding."""
        for packet in packets:
            data, place = bytes(packet), int(packet.pts)
            shown = self._under_way.pop(place)
            if is_reference(data):
                self._hold()
                self._to_hold = range(place + 1, place + shown)
            self._write(self._holder.follow(data, place), place, is_key=packet.is_keyframe)

    def _hold(self) -> None:
        for place in self._to_hold:
            self._write(self._holder.hold(place), place, is_key=False)

    def _write(self, data: bytes, place: int, *, is_key: bool) -> None:
        packet = av.Packet(data)
        packet.stream, packet.time_base = self._stream, self._picture.frame_seconds
        packet.pts = place
        packet.dts = self._packets_written - DECODED_AHEAD
        packet.duration = 1
        packet.is_keyframe = is_key
        self._packets_written += 1
        self._container.mux(packet)

    def _close(self) -> None:
        try:
            if self._error is None and self._frames_written:
                self._mux(self._stream.encode(None))
                self._hold()
        finally:
            self._container.close()
