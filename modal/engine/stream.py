"""The engine for places where standard output is the only way out: events as lines of JSON and, before the last of them, the files.

A file is announced by a line `{"type": "file", "name": "video", "bytes": 123}`, after which exactly that many bytes follow.
"""

import json
import os
from importlib.metadata import version
from pathlib import Path

from engine.protocol import Done, Failed, Job
from engine.serve import serve
from engine.version import ENGINE

CHUNK = 2**20


def stream() -> int:
    way_out = os.dup(1)  # the engine takes standard output for itself

    def hand_out(job: Job, outcome: Done | Failed) -> None:
        if isinstance(outcome, Done):
            for name, file in outcome.files.items():
                if file is not None:
                    send_file(job.output / file, name, way_out)

    # What exactly draws is known to whoever asks for the version; finding it out takes longer than all else here.
    return serve(hand_out, engine=f"{ENGINE}-manim{version('manim')}")


def send_file(path: Path, name: str, descriptor: int) -> None:
    with path.open("rb") as file:
        write_all(descriptor, json.dumps({"type": "file", "name": name, "bytes": path.stat().st_size}).encode() + b"\n")
        while chunk := file.read(CHUNK):
            write_all(descriptor, chunk)


def write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
