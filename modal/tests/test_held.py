"""Frames that hold the picture before them: made without the encoder, shown by any decoder."""

from pathlib import Path

import av
import numpy as np
import pytest

from engine.encoder import FRAMES_BETWEEN_KEYS, VideoEncoder
from engine.held import Bits, CannotHold, Holder, Reader, escaped, plain
from engine.quality import PICTURES, Picture

SMALL = Picture(64, 48, 30)


def picture(number: int, shape: Picture) -> np.ndarray:
    """A square somewhere else for each number."""
    pixels = np.full((shape.height, shape.width, 4), 255, np.uint8)
    left = 3 * number % (shape.width - 16)
    pixels[8:24, left : left + 16, :3] = (40 * number % 256, 90, 200)
    return pixels


def encode(path: Path, shape: Picture, repeats: list[int]) -> None:
    encoder = VideoEncoder(path, shape)
    for number, repeat in enumerate(repeats):
        encoder.put(picture(number, shape), repeat)
    encoder.finish()


def decode(path: Path) -> list[av.VideoFrame]:
    with av.open(str(path)) as container:
        return list(container.decode(video=0))


@pytest.mark.parametrize("shape", [SMALL, PICTURES["LOW"]], ids=["small", "480p"])
def test_each_frame_is_there_at_its_time_and_shows_its_picture_however_long_it_is_held(shape: Picture, tmp_path: Path) -> None:
    repeats = [1, 40, 1, 1, 3, 300, 1, 2, 17, 600, 1, 5]
    path = tmp_path / "video.mp4"
    encode(path, shape, repeats)
    frames = decode(path)
    expected = [number for number, repeat in enumerate(repeats) for _ in range(repeat)]
    assert [round(frame.pts * frame.time_base * shape.frame_rate) for frame in frames] == list(range(len(expected)))
    drawn = [picture(number, shape)[:, :, :3].astype(int) for number in range(len(repeats))]
    for frame, number in zip(frames, expected, strict=True):
        assert np.abs(frame.to_ndarray(format="rgb24") - drawn[number]).mean() < 4
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.average_rate, stream.frames) == (shape.frame_rate, len(expected))


def test_a_held_picture_does_not_change_and_costs_next_to_nothing(tmp_path: Path) -> None:
    short, long = tmp_path / "short.mp4", tmp_path / "long.mp4"
    encode(short, SMALL, [1, 2, 1])
    encode(long, SMALL, [1, 25, 1])
    frames = [frame.to_ndarray() for frame in decode(long)]
    assert all((frame == frames[1]).all() for frame in frames[1:26])
    assert long.stat().st_size - short.stat().st_size < 23 * 40


def test_the_last_picture_is_the_better_the_longer_it_is_held(tmp_path: Path) -> None:
    drawn = np.random.default_rng(0).integers(0, 256, (SMALL.height, SMALL.width, 4), np.uint8)
    errors = []
    for repeat in (1, 60):
        encoder = VideoEncoder(tmp_path / "video.mp4", SMALL)
        encoder.put(picture(0, SMALL), 1)
        encoder.put(drawn, repeat)
        encoder.finish()
        luma = av.VideoFrame.from_ndarray(drawn, format="rgba").reformat(format="yuv420p").to_ndarray()[: SMALL.height].astype(int)
        errors.append(np.abs(decode(tmp_path / "video.mp4")[-1].to_ndarray()[: SMALL.height] - luma).mean())
    assert errors[1] < errors[0] / 2


def test_a_player_never_has_to_decode_more_than_some_seconds_to_get_anywhere(tmp_path: Path) -> None:
    encode(tmp_path / "video.mp4", SMALL, [1, 2000, 1])
    keys = [number for number, frame in enumerate(decode(tmp_path / "video.mp4")) if frame.key_frame]
    assert keys[0] == 0
    assert max(after - before for before, after in zip(keys, keys[1:])) <= FRAMES_BETWEEN_KEYS


def test_bytes_that_look_like_a_start_code_are_told_apart() -> None:
    body = b"\0\0\0\0\0\1\2\0\0\3\0\0\2\x80"
    assert b"\0\0\0" not in escaped(body) and b"\0\0\1" not in escaped(body)
    assert plain(escaped(body)) == body
    assert escaped(b"\2\0\0") == b"\2\0\0\3"


@pytest.mark.parametrize("value", [0, 1, 2, 7, 8, 3600, 32399])
def test_numbers_are_read_as_they_were_written(value: int) -> None:
    bits = Bits()
    bits.unsigned(value)
    bits.put(5, 4)
    reader = Reader(bits.finish())
    assert (reader.unsigned(), reader.take(4)) == (value, 5)


def test_a_stream_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(CannotHold):
        Holder(b"")
