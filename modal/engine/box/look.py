"""Looks at a finished video and its poster, in a box of its own: a demuxer is no place to meet a stranger's file unprotected.

Standard input: one line of JSON, {"video": bytes, "poster": bytes}, then the bytes of both. Standard output: `ready`, then one line of JSON,
the facts or {"fault": why the files are not what they should be}.
"""

import json
import resource
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.container import InputContainer
from av.packet import Packet
from PIL import Image

from engine.box.command import PROCESSES_TO_LOOK
from engine.box.mp4 import Fault, claimed_seconds, read_index

CHUNK = 2**20
# Sound comes in pieces of its own, and the parts of a file count in units of their own.
TOLERANCE_SECONDS = 1
# Twice as many as the largest quality has; what has more is not taken apart.
MOST_PIXELS = 2 * 3840 * 2160


def main(_arguments: Sequence[str] = ()) -> None:
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES_TO_LOOK, PROCESSES_TO_LOOK))
    print('"ready"', flush=True)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    sizes = json.loads(line)
    video, poster = Path("video"), Path("poster")
    receive(sys.stdin.buffer, video, sizes["video"])
    receive(sys.stdin.buffer, poster, sizes["poster"])
    try:
        answer = {**facts_of_video(video), **facts_of_poster(poster)}
    except Fault as fault:
        answer = {"fault": str(fault)}
    except Exception as error:
        answer = {"fault": f"it cannot be read ({type(error).__name__})"}
    print(json.dumps(answer), flush=True)


def receive(source: BinaryIO, path: Path, size: int) -> None:
    with path.open("wb") as file:
        while size > 0 and (chunk := source.read(min(CHUNK, size))):
            file.write(chunk)
            size -= len(chunk)


def facts_of_video(path: Path) -> dict[str, Any]:
    """@throws Fault when it is no MP4 with one H.264 picture that browsers play, its index first, and at most one AAC sound."""
    index = read_index(path)
    with av.open(str(path), format="mp4") as container:
        video, audio = container.streams.video, container.streams.audio
        if len(video) != 1 or len(audio) > 1 or len(container.streams) != len(video) + len(audio):
            raise Fault("it has other streams than one picture and perhaps one sound")
        stream = video[0]
        if stream.codec.name != "h264" or stream.pix_fmt != "yuv420p":
            raise Fault(f"it is {stream.codec.name} in {stream.pix_fmt}, not H.264 in yuv420p")
        if audio and audio[0].codec.name != "aac":
            raise Fault(f"its sound is {audio[0].codec.name}, not AAC")
        require_size("picture", stream.codec_context.width, stream.codec_context.height)
        # As the limits of its box: no more threads than it needs.
        stream.codec_context.thread_count = 1
        if stream.duration is None or stream.time_base is None or stream.average_rate is None:
            raise Fault("it does not say how long it is")
        end, frames = Fraction(0), 0
        for packet in container.demux(stream):
            if packet.size:
                end = max(end, end_of(packet))
                frames += 1
        duration = Fraction(stream.duration) * stream.time_base
        if abs(duration - end) > TOLERANCE_SECONDS:
            raise Fault(f"its frames last {float(end):.1f} seconds, and it says {float(duration):.1f}")
        require_length(container, index, end)
        container.seek(0)
        if next(container.decode(stream), None) is None:
            raise Fault("it has no picture")
        return {
            "duration_seconds": float(duration),
            "width": stream.codec_context.width,
            "height": stream.codec_context.height,
            "frame_rate": float(stream.average_rate),
            "frames": frames,
            "has_audio": bool(audio),
        }


def require_length(container: InputContainer, index: bytes, seconds: Fraction) -> None:
    """Everything in the file has the length of its pictures. @throws Fault"""
    for stream in container.streams.audio:
        container.seek(0)
        end = max((end_of(packet) for packet in container.demux(stream) if packet.size), default=Fraction(0))
        if abs(end - seconds) > TOLERANCE_SECONDS:
            raise Fault(f"its frames last {float(seconds):.1f} seconds, and its sound {float(end):.1f}")
    for claimed in claimed_seconds(index):
        if abs(claimed - seconds) > TOLERANCE_SECONDS:
            raise Fault(f"its frames last {float(seconds):.1f} seconds, and it says {claimed:.1f}")


def end_of(packet: Packet) -> Fraction:
    return (packet.pts + packet.duration) * packet.time_base if packet.pts is not None and packet.duration is not None else Fraction(0)


def require_size(name: str, width: int, height: int) -> None:
    """@throws Fault"""
    if width * height > MOST_PIXELS:
        raise Fault(f"its {name} is {width}×{height}")


def facts_of_poster(path: Path) -> dict[str, Any]:
    with Image.open(path, formats=["JPEG"]) as image:
        require_size("poster", image.width, image.height)
        image.load()
        return {"poster_width": image.width, "poster_height": image.height}


if __name__ == "__main__":
    main()
