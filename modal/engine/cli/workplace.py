"""Where a video is until it is whole: beside its place, so that it can be moved there in one step."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.cli.arguments import UsageError


@contextmanager
def workplace_beside(output: Path) -> Iterator[Path]:
    """A new directory that goes with the end of this. @throws UsageError where none can be made"""
    try:
        directory = Path(tempfile.mkdtemp(prefix=".arxiviz-", dir=output.parent.absolute()))
    except OSError as error:
        raise UsageError(f"Nothing can be written beside {output}: {error.strerror}.") from error
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
