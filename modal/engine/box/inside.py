"""What runs in the box: the engine, which hands its files out through pipes instead of leaving them in a directory."""

import os
import resource
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from engine.protocol import Done, Failed, Job
from engine.serve import serve
from engine.version import ENGINE

# A render needs a handful (TeX, one at a time); threads count, too.
MOST_PROCESSES = 64
CHUNK = 2**20


def main(arguments: Sequence[str]) -> int:
    """The arguments are the descriptors for video, poster and captions."""
    descriptors = dict(zip(("video", "poster", "captions"), map(int, arguments), strict=True))
    # Here and not with the other limits: before the namespaces, the kernel counts the processes of the user outside.
    resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))

    def hand_out(job: Job, outcome: Done | Failed) -> None:
        if isinstance(outcome, Done):
            for name, file in outcome.files.items():
                if file is not None:
                    copy(job.output / file, descriptors[name])

    # What exactly draws is known to whoever asks for the version; finding it out takes longer than all else here.
    return serve(hand_out, engine=f"{ENGINE}-manim{version('manim')}")


def copy(path: Path, descriptor: int) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
