"""Programs that wait where they would open their input, having done all that comes before, and fork for each input.

LaTeX takes 40 ms to read its format, dvisvgm 20 ms to find its libraries and font maps; a formula takes a few. Each input has a process and a
directory of its own, as if the program had been started for it. What makes programs wait is a small library in C (standby.c), loaded into them.
"""

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Literal

from engine.tex_format import DIRECTORY

SOURCE = Path(__file__).parent / "standby.c"


def library() -> Path:
    """Where the library lies that was built from this very source, if it was."""
    return DIRECTORY / f"standby-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"


class Standby:
    """One such program, in the directory `home`, which is made; it lives until `close`, or until this process is gone."""

    def __init__(self, command: list[str], file: str, at: Literal["open", "use"], home: Path, library: Path) -> None:
        """`command` reads `file`, by this name; `at` says whether it waits before it opens the file, or before it first looks into it. @throws OSError"""
        home.mkdir()
        (home / file).touch()
        replies, reply = os.pipe()
        surroundings = {"LD_PRELOAD": str(library), "STANDBY_FILE": file, "STANDBY_AT": at, "STANDBY_REPLY": str(reply)}
        try:
            self._process = subprocess.Popen(
                command, cwd=home, env=os.environ | surroundings, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=[reply]
            )
        except OSError:
            os.close(replies)
            raise
        finally:
            os.close(reply)
        self._replies = os.fdopen(replies)
        self.is_ready = self._hear() == "ready"

    def run(self, directory: Path) -> bool:
        """Whether the program ended well over the file in `directory`. Once it has ended itself, nothing does: `is_ready` is false then."""
        requests = self._process.stdin
        assert requests is not None  # it is a pipe
        try:
            requests.write(os.fsencode(directory) + b"\n")
            requests.flush()
        except OSError:
            self.is_ready = False
            return False
        heard = self._hear()
        self.is_ready = heard != ""
        return heard == "done"

    def close(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._replies.close()
        self._process.wait()

    def _hear(self) -> str:
        """Empty where the program has ended, which it does by itself where it never comes to the file."""
        return self._replies.readline().strip()
