"""Where a render works: a private directory that is gone when it ends."""

import os
import shutil
import tempfile
from pathlib import Path


class Workplace:
    """`work/` below the job's output directory: current directory, home and temporary directory of the render in one.

    Only what is `publish`ed outlives it.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self.path = output / "work"

    def open(self) -> None:
        """@throws OSError when the output directory cannot be written to."""
        self.remove()  # what a render that was killed may have left
        self.path.mkdir(parents=True)
        os.chdir(self.path)
        for name in ("HOME", "TMPDIR"):
            os.environ[name] = str(self.path)
        # A private home has no cache of fonts or formats that could differ from one machine to the next.
        os.environ.pop("XDG_CACHE_HOME", None)
        tempfile.tempdir = str(self.path)

    def publish(self, path: Path, name: str) -> None:
        """Moves a finished file into the output directory: it is there whole or not at all."""
        path.replace(self._output / name)

    def remove(self) -> None:
        os.chdir("/")
        shutil.rmtree(self.path, ignore_errors=True)
