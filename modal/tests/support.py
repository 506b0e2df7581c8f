"""What the tests share: scenes in few words, and the engine as its callers meet it, a process."""

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

LIMITS = {"wall_seconds": 60, "cpu_seconds": 60, "memory_bytes": 3 * 2**30, "output_bytes": 2**27, "video_seconds": 60}


def scene(body: str, *, name: str = "Shown", base: str = "Scene", before: str = "") -> str:
    """Code with one scene; the first line of `body` is line 5 when `before` is empty."""
    return (
        f"from manim import *\n{before}\nclass {name}({base}):\n    def construct(self):\n{textwrap.indent(textwrap.dedent(body).strip(), ' ' * 8)}\n"
    )


def job(code: str, output: Path, *, quality: str = "LOW", seed: int = 1, **limits: float) -> dict[str, Any]:
    return {"code": code, "concept": "a test", "quality": quality, "seed": seed, "output": str(output), "limits": {**LIMITS, **limits}}


def start_engine(*, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-I", "-m", "engine", "boxed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )


@dataclass
class Outcome:
    """Everything that a render said and left."""

    events: list[dict[str, Any]]
    exit_code: int
    stderr: str
    output: Path

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def video(self) -> dict[str, Any]:
        assert self.last["type"] == "done", self.last
        return self.last["video"]

    @property
    def failure(self) -> dict[str, Any]:
        assert self.last["type"] == "failed", self.last
        return self.last["failure"]

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.output.iterdir())

    def frames(self) -> list[np.ndarray]:
        """The video as a player sees it: RGB frames."""
        with av.open(str(self.output / "video.mp4")) as container:
            return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def render(code: str, output: Path, *, env: dict[str, str] | None = None, **asked: Any) -> Outcome:
    return outcome_of(start_engine(env=env), job(code, output, **asked))


def outcome_of(engine: subprocess.Popen[str], asked: dict[str, Any]) -> Outcome:
    """Has a started engine do a job. Returns when it has ended and nothing of its box is left."""
    stdout, stderr = engine.communicate(json.dumps(asked) + "\n")
    return Outcome([json.loads(line) for line in stdout.splitlines()], engine.returncode, stderr, Path(asked["output"]))


def boxes(data: bytes) -> list[str]:
    """The names of an MP4's top-level boxes, in order (ISO/IEC 14496-12, 4.2)."""
    names, position = [], 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        names.append(data[position + 4 : position + 8].decode("ascii"))
        position += size if size > 1 else int.from_bytes(data[position + 8 : position + 16], "big")
    return names
