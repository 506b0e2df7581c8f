"""What an MP4 says of itself outside of its streams (ISO/IEC 14496-12): which parts it has, and how long it is in each place that a player may ask."""

from collections.abc import Iterator
from pathlib import Path

# All that the engine's own files have at the top.
PARTS = frozenset({b"ftyp", b"moov", b"free", b"mdat"})
MOST_PARTS = 16
LARGEST_INDEX = 64 * 2**20
CONTAINERS = (b"trak", b"mdia", b"edts")
NORMAL_RATE = 0x00010000


class Fault(Exception):
    """The file is not what it should be."""


def read_index(path: Path) -> bytes:
    """What is in `moov`. It comes before `mdat`, so that a player begins at once, and only once. @throws Fault"""
    names, index, position, size = [], b"", 0, path.stat().st_size
    with path.open("rb") as file:
        while position < size and len(names) < MOST_PARTS:
            file.seek(position)
            head = file.read(16)
            length, start = _length_of(head)
            names.append(head[4:8])
            if head[4:8] == b"moov" and length <= LARGEST_INDEX:
                file.seek(position + start)
                index = file.read(length - start)
            position += length
    if position != size or names[:1] != [b"ftyp"] or not PARTS.issuperset(names):
        raise Fault("it is no MP4")
    if names.count(b"moov") != 1 or b"mdat" not in names or names.index(b"moov") > names.index(b"mdat"):
        raise Fault("its index does not come first")
    return index


def claimed_seconds(index: bytes) -> list[float]:
    """Every length in the index: of the whole, of each track, of its media and of the list of what is to be played of it. @throws Fault"""
    whole = dict(_boxes_in(index)).get(b"mvhd", b"")
    scale, duration = _scale_and_duration(whole)
    seconds = [duration / scale]
    for name, data in _boxes_below(index):
        long = data[:1] == b"\1"
        if name == b"tkhd":
            seconds.append(_number(data, 28, 8) / scale if long else _number(data, 20, 4) / scale)
        elif name == b"mdhd":
            media_scale, media_duration = _scale_and_duration(data)
            seconds.append(media_duration / media_scale)
        elif name == b"elst":
            width = 8 if long else 4
            entries = [data[at : at + 2 * width + 4] for at in range(8, len(data), 2 * width + 4)]
            if any(_number(entry, 2 * width, 4) != NORMAL_RATE for entry in entries):
                raise Fault("it is to be played at another speed")
            seconds.append(sum(_number(entry, 0, width) for entry in entries) / scale)
        elif name == b"mvex":
            raise Fault("it goes on in fragments")
    return seconds


def _boxes_below(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    for name, inner in _boxes_in(data):
        yield name, inner
        if name in CONTAINERS:
            yield from _boxes_below(inner)


def _boxes_in(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(data):
        length, start = _length_of(data[position : position + 16])
        yield data[position + 4 : position + 8], data[position + start : position + length]
        position += length


def _length_of(head: bytes) -> tuple[int, int]:
    """Of a whole box, and of what it begins with."""
    length, start = int.from_bytes(head[:4]), 8
    if length == 1:
        length, start = int.from_bytes(head[8:16]), 16
    if length < start:
        raise Fault("it is no MP4")
    return length, start


def _scale_and_duration(data: bytes) -> tuple[int, int]:
    """Of `mvhd` and `mdhd`, which begin alike: units in a second, and units."""
    at, width = (20, 8) if data[:1] == b"\1" else (12, 4)
    scale = _number(data, at, 4)
    if scale == 0:
        raise Fault("it does not say how long it is")
    return scale, _number(data, at + 4, width)


def _number(data: bytes, position: int, width: int) -> int:
    return int.from_bytes(data[position : position + width])
