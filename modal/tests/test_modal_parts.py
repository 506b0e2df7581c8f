"""Parts of the controller at Modal: what comes out of a Sandbox is taken apart, and what was made is brought away."""

import json
from pathlib import Path

import pytest
from controller import uploads
from controller.splitter import Splitter
from engine.box.deliveries import Delivery
from engine.box.relay import LONGEST_LINE
from modal_service import store_that_answers


def announced(name: str, size: object) -> bytes:
    return json.dumps({"type": "file", "name": name, "bytes": size}).encode() + b"\n"


class Split:
    def __init__(self) -> None:
        self.events, self.video, self.poster = b"", b"", b""
        self.splitter = Splitter(self._event, {"video": self._video, "poster": self._poster})

    def _event(self, data: bytes) -> None:
        self.events += data

    def _video(self, data: bytes) -> None:
        self.video += data

    def _poster(self, data: bytes) -> None:
        self.poster += data


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_events_and_files_are_told_apart_however_they_are_cut(step: int) -> None:
    whole = b'{"type": "ready"}\n' + announced("video", 12) + b"line\nno line" + announced("poster", 0) + b'{"type": "done"}\n'
    split = Split()
    for position in range(0, len(whole), step):
        split.splitter.take(whole[position : position + step])
    assert split.splitter.fault is None
    assert split.events == b'{"type": "ready"}\n{"type": "done"}\n'
    assert split.video == b"line\nno line"


@pytest.mark.parametrize(
    "said",
    [
        announced("passwd", 1),
        announced("video", -1),
        announced("video", 1.5),
        announced("video", True),
        announced("video", None),
        announced("video", 1) + b"v" + announced("video", 1),
        b'{"type": "file", nonsense\n',
        b'{"type": "file"}\n',
        b"x" * (LONGEST_LINE + 1),
    ],
    ids=range(9),
)
def test_what_no_engine_sends_is_noticed(said: bytes) -> None:
    split = Split()
    split.splitter.take(said)
    assert split.splitter.fault


@pytest.mark.parametrize(
    ("codes", "stored"), [([200], True), ([412], True), ([403], False), ([503, 429, 200], True), ([503, 503, 503], False)], ids=str
)
def test_a_file_is_stored_once_and_tried_again_where_that_may_help(
    codes: list[int], stored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SECONDS_BETWEEN_TRIES", 0.0)
    file = Delivery(tmp_path, "video.mp4", 100)
    file.take(b"a video")
    file.finish()
    file.accept()
    with store_that_answers(*codes) as (url, seen):
        assert uploads.store(file, {"url": url, "headers": {"if-none-match": "*"}}) is stored
    assert seen == [("*", b"a video")] * len(codes)


def test_a_store_that_is_away_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS_BETWEEN_TRIES", 0.0)
    file = Delivery(tmp_path, "video.mp4", 100)
    file.finish()
    file.accept()
    assert uploads.store(file, {"url": "http://127.0.0.1:9/key", "headers": {}}) is False
