"""Formulas that were set before, kept on disk for every render and process that has the same engine, TeX and fonts.

An entry is named by its formula and written by the supervisor alone, from what a box gave that held nothing but that formula (see typesetting.py): a
scene can have entries made, not say what is in them.
"""

import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

from engine.formula import Formula

LARGEST_ENTRY = 2**20
LARGEST_CACHE = 256 * 2**20
# The oldest go until this much is left.
SHARE_LEFT = 0.8
# It may grow by this much more before somebody looks.
SHARE_BETWEEN_LOOKS = 0.05


class FormulaCache:
    """Any number of processes may use one directory: entries come whole or not at all, one that was damaged is none, and none is changed."""

    def __init__(self, directory: Path, largest: int = LARGEST_CACHE) -> None:
        self._directory = directory
        self._largest = largest
        # As if there had been as much as makes somebody look: what others left may be too much already.
        self._unlooked_at = largest
        self._counting = threading.Lock()

    def find(self, formula: Formula) -> str | None:
        path = self._path(formula)
        try:
            digest, _, svg = path.read_bytes().partition(b"\n")
            if hashlib.sha256(svg).hexdigest().encode() != digest:
                path.unlink()
                return None
            os.utime(path)
            return svg.decode()
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, formula: Formula, svg: str) -> None:
        """Nothing happens where it cannot be written: what is not kept is set again."""
        data = svg.encode()
        if len(data) > LARGEST_ENTRY:
            return
        path = self._path(formula)
        temporary = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                temporary.write_bytes(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        with self._counting:
            self._unlooked_at += len(data)
            is_time_to_look = self._unlooked_at > self._largest * SHARE_BETWEEN_LOOKS
            if is_time_to_look:
                self._unlooked_at = 0
        if is_time_to_look:
            self._shrink()

    def _path(self, formula: Formula) -> Path:
        digest = formula.digest()
        return self._directory / digest[:2] / digest

    def _shrink(self) -> None:
        """Removes what was not asked for the longest."""
        found: list[tuple[float, int, Path]] = []
        with suppress(OSError):  # where nobody may look
            for path in self._directory.glob("*/*"):
                with suppress(OSError):
                    status = path.stat()
                    found.append((status.st_mtime, status.st_size, path))
        size = sum(entry[1] for entry in found)
        if size <= self._largest:
            return
        for _, entry_size, path in sorted(found):
            if size <= self._largest * SHARE_LEFT:
                return
            with suppress(OSError):
                path.unlink()
            size -= entry_size
