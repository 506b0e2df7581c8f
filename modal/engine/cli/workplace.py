"""Where a video is until it is whole: beside its place, so that it can be moved there in one step."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

from engine.cli.arguments import UsageError

LONGEST_PATH = 4096


@contextmanager
def workplace_beside(output: Path) -> Iterator[Path]:
    """A new directory that goes with the end of this, or of this program, in whatever way that ends. @throws UsageError where nothing can be made there; OSError"""
    reader, writer = os.pipe()
    remover = os.fork()
    if remover == 0:
        os.close(writer)
        _remove_when_all_is_over(reader)
    os.close(reader)
    try:
        try:
            directory = tempfile.mkdtemp(prefix=".arxiviz-", dir=output.parent.absolute())
        except OSError as error:
            raise UsageError(f"Nothing can be written beside {output}: {error.strerror}.") from error
        os.write(writer, os.fsencode(directory))
        yield Path(directory)
    finally:
        os.close(writer)
        with suppress(ChildProcessError):
            os.waitpid(remover, 0)


def _remove_when_all_is_over(reader: int) -> NoReturn:
    """Waits for the last to close the other end, which whoever kills this program does in its name, and ends."""
    try:
        # What a terminal sends goes to those who render.
        os.setsid()
        directory = b""
        while data := os.read(reader, LONGEST_PATH):
            directory += data
        if directory:
            shutil.rmtree(directory, ignore_errors=True)
    finally:
        os._exit(0)
