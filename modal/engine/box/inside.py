"""What runs in the box: the engine, which hands its files out through pipes instead of leaving them in a directory."""

import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.box.command import BoxLimits
from engine.protocol import Done, Failed, Job
from engine.serve import serve
from engine.version import short_name

MOST_PROCESSES = BoxLimits().processes
CHUNK = 2**20


def main(arguments: Sequence[str]) -> int:
    """The arguments are the descriptors for video, poster and captions and, where formulas are set outside, for what is asked of whoever does it."""
    descriptors = dict(zip(("video", "poster", "captions", "formulas"), map(int, arguments), strict=False))
    # Here and not with the other limits: before the namespaces, the kernel counts the processes of the user outside.
    resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))

    def hand_out(job: Job, outcome: Done | Failed) -> None:
        if isinstance(outcome, Done):
            for name, file in outcome.files.items():
                if file is not None:
                    copy(job.output / file, descriptors[name])

    return serve(hand_out, engine=short_name(), ask_on=descriptors.get("formulas"))


def copy(path: Path, descriptor: int) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
