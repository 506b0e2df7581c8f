"""The files that come out of a box, as bytes through pipes: capped, hashed, and in place only when somebody has looked at them."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

FILES = {"video": "video.mp4", "poster": "poster.jpg", "captions": "captions.vtt"}
MEBIBYTE = 2**20
LARGEST = {"poster": 16 * MEBIBYTE, "captions": 4 * MEBIBYTE}


class Delivery:
    """One file on its way into `directory`, under another name until it is accepted. Beyond `largest` bytes nothing is kept."""

    def __init__(self, directory: Path, name: str, largest: int) -> None:
        """@throws OSError when nothing can be written there."""
        self.size = 0
        self.error: OSError | None = None
        self.path = directory / f"{name}.part"
        self.final = directory / name
        self._largest = largest
        self._hash = hashlib.sha256()
        self.final.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
        self._file: BinaryIO = self.path.open("xb")

    @property
    def too_large(self) -> bool:
        return self.size > self._largest

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def take(self, data: bytes) -> None:
        self.size += len(data)
        if self.too_large or self.error:
            return
        self._hash.update(data)
        try:
            self._file.write(data)
        except OSError as error:  # our own disk is full
            self.error = error

    def finish(self) -> None:
        """All has come. @throws OSError"""
        if self.error:
            raise self.error
        self._file.close()

    def accept(self) -> None:
        self.path.replace(self.final)

    def discard(self) -> None:
        with suppress(OSError):  # there is no room for what it still had to write
            self._file.close()
        self.path.unlink(missing_ok=True)


class Deliveries:
    """What the pipes of a box bring. They exist before there is a job; what comes before it is nobody's."""

    def __init__(self) -> None:
        self._open: dict[str, Delivery] = {}

    def open(self, directory: Path, video_bytes: int) -> None:
        """@throws OSError when `directory` cannot be made or written to."""
        directory.mkdir(parents=True, exist_ok=True)
        for name, file_name in FILES.items():
            self._open[name] = Delivery(directory, file_name, LARGEST.get(name, video_bytes))

    def __getitem__(self, name: str) -> Delivery:
        return self._open[name]

    def take_video(self, data: bytes) -> None:
        self._take("video", data)

    def take_poster(self, data: bytes) -> None:
        self._take("poster", data)

    def take_captions(self, data: bytes) -> None:
        self._take("captions", data)

    @property
    def too_large(self) -> bool:
        return any(delivery.too_large for delivery in self._open.values())

    def finish(self) -> None:
        """@throws OSError when something could not be written."""
        for delivery in self._open.values():
            delivery.finish()

    def discard(self) -> None:
        """Removes what was not accepted."""
        for delivery in self._open.values():
            delivery.discard()

    def _take(self, name: str, data: bytes) -> None:
        if name in self._open:
            self._open[name].take(data)
