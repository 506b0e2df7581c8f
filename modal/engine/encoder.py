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
from engine.held import Holder, is_reference, split_units
from engine.native import load_native
from engine.quality import Picture

# Measured against Manim's own (one `medium` encoder for each animation, crf 23): at least its PSNR, at most 1.25 times its bytes. Most blocks of a frame are
# those of the frame before, so what x264 does for every block is the least (`subme=1`, B-frames in a fixed pattern), and what it does only for those that move
# is much: without the wide search (`umh`), thin curves and moving cameras take a fifth more bytes; `trellis` is half a decibel. The macroblock tree stays:
# without it some scenes are 4 dB below and others half as large again. Hardly any deblocking: it smears the edge of flat white three pixels deep.
# What `held` needs: one reference, no B-frame to which others refer, and key frames where they are asked for.
PARAMETERS = (
    "psy=0:aq-strength=0.6:deblock=-3,-3:b-adapt=0:b-pyramid=none:direct=spatial:ref=1:weightp=1"
    ":subme=1:me=umh:merange=40:trellis=1:partitions=all:scenecut=0:keyint=infinite"
)
X264 = {"preset": "veryfast", "forced-idr": "1"}
# Each by whether there are 60 frames a second. More B-frames then save bytes, and cost some where frames are further apart. As most frames they are what counts:
# x264 takes less care of what no other frame refers to, and what moves slowly would have less luma than Manim's. A lower crf mends that, less care for colours pays.
B_FRAMES = {False: 2, True: 3}
CRF = {False: 22.9, True: 22.2}
CHROMA_OFFSET = {False: -1, True: 1}
# The look-ahead is best when it is most of a second, in frames by frames a second. Each is 6 MB at 1080p, and 25 at 2160p, where that is too much.
LOOK_AHEAD = {15: 12, 30: 25, 60: 40}
MOST_AHEAD_OF_LARGE_PICTURES = 25
FRAMES_A_SECOND_WHEN_FLUENT = 60
PIXELS_TO_LOOK_FAR_AHEAD = 1920 * 1080
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
    is_fluent = picture.frame_rate >= FRAMES_A_SECOND_WHEN_FLUENT
    ahead = LOOK_AHEAD[picture.frame_rate]
    if picture.width * picture.height > PIXELS_TO_LOOK_FAR_AHEAD:
        ahead = min(ahead, MOST_AHEAD_OF_LARGE_PICTURES)
    more = f"bframes={B_FRAMES[is_fluent]}:chroma-qp-offset={CHROMA_OFFSET[is_fluent]}:rc-lookahead={ahead}"
    return X264 | {"crf": str(CRF[is_fluent]), "x264-params": f"{PARAMETERS}:{more}"}


class EncodingFailed(Exception):
    """The video cannot be written. The cause says why."""


class VideoEncoder:
    """Takes RGBA frames in order and writes one MP4 whose index comes first (faststart), on a thread of its own."""

    def __init__(self, path: Path, picture: Picture) -> None:
        self._frame_seconds = picture.frame_seconds
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
        self._last: av.VideoFrame | None = None
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
        frame.time_base = self._frame_seconds
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
        self._last = frame

    def _mux(self, packets: list[av.Packet]) -> None:
        """Writes frames as x264 gives them back, in the order of decoding."""
        for packet in packets:
            units, place = split_units(bytes(packet)), int(packet.pts)
            shown = self._under_way.pop(place)
            if is_reference(units):
                self._hold()
                self._to_hold = range(place + 1, place + shown)
            self._write(self._holder.follow(units, place), place, is_key=packet.is_keyframe)

    def _hold(self) -> None:
        for place in self._to_hold:
            self._write(self._holder.hold(place), place, is_key=False)

    def _write(self, data: bytes, place: int, *, is_key: bool) -> None:
        packet = av.Packet(data)
        packet.stream, packet.time_base = self._stream, self._frame_seconds
        packet.pts = place
        packet.dts = self._packets_written - DECODED_AHEAD
        packet.duration = 1
        packet.is_keyframe = is_key
        self._packets_written += 1
        self._container.mux(packet)

    def _end_hold(self) -> None:
        """Gives x264 the last picture once more where it is held: only a next frame tells it for how long one is shown, and that it is worth some care."""
        place, frame = self._frames_written - 1, self._last
        if frame is None or self._under_way.get(frame.pts, 1) == 1:
            return
        self._under_way[frame.pts] -= 1
        self._under_way[place] = 1
        frame.pts, frame.pict_type = place, PictureType.P
        self._mux(self._stream.encode(frame))

    def _close(self) -> None:
        try:
            if self._error is None and self._frames_written:
                self._end_hold()
                self._mux(self._stream.encode(None))
                self._hold()
        finally:
            self._container.close()
