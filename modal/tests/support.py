"""What the tests share: scenes in few words, and the engine as its callers meet it, a process."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
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


@dataclass
class Outcome:
    """Everything that a render said and left."""

    events: list[dict[str, Any]]
    output: Path
    # All that the engine logged, of an engine that rendered nothing else.
    log: str = ""

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


# The first, and the one that does the work.
PROCESSES_OF_A_BOX = 2
SECONDS_TO_REST = 20


class Engine:
    """A supervisor, as a worker has it: one process for any number of renders."""

    def __init__(self, env: dict[str, str] | None = None, program: Sequence[str] = ("-I", "-m", "engine", "supervise")) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
        self._last_id = 0
        self.formulas = tempfile.TemporaryDirectory()
        self.log: list[str] = []
        self._reader = threading.Thread(target=lambda: self.log.extend(self.process.stderr), daemon=True)
        self._reader.start()
        self.first = self.next_event()
        self.at_rest = self.processes()
        self._held_at_rest = self._held()

    def next_event(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        assert line, "".join(self.log)
        return json.loads(line)

    def next_end(self) -> dict[str, Any]:
        """The next event that is the last of what was asked."""
        while (event := self.next_event())["type"] == "progress":
            pass
        return event

    def tell(self, **request: Any) -> None:
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def start(self, asked: dict[str, Any]) -> str:
        self._last_id += 1
        self.tell(id=str(self._last_id), job=asked, formulas=self.formulas.name)
        return str(self._last_id)

    def render(self, asked: dict[str, Any]) -> Outcome:
        """Has a job done that nobody else's event comes between."""
        name = self.start(asked)
        events = []
        while not events or events[-1]["type"] == "progress":
            events.append(self.next_event())
            assert events[-1].pop("id") == name
        return Outcome(events, Path(asked["output"]))

    def processes(self) -> set[int]:
        """Those of the supervisor, of all its boxes and of what was started in them, that are alive."""
        parents = {}
        for name in filter(str.isdigit, os.listdir("/proc")):
            with suppress(OSError):
                state, parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    parents[int(name)] = int(parent)
        found = {self.process.pid}
        while more := {process for process, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    def comes_to_rest(self) -> bool:
        """Whether it has what it had before the first job, and nothing else: but for the box that waits for the next scene, that is another one.

        Of the first one, what forked it may not have been gone yet.
        """
        deadline = time.monotonic() + SECONDS_TO_REST
        while time.monotonic() < deadline:
            now = self.processes()
            new = now - self.at_rest
            if len(now) <= len(self.at_rest) and self._held() == self._held_at_rest and len(new) <= PROCESSES_OF_A_BOX:
                return True
            time.sleep(0.02)
        print(f"{len(self.at_rest)} processes and {self._held_at_rest} descriptors at rest, now {len(now)} and {self._held()}; new: {sorted(new)}")
        return False

    def _held(self) -> int:
        """How many files and pipes the supervisor holds open."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def close(self) -> int:
        self.process.stdin.close()
        code = self.process.wait(60)
        self._reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        self.formulas.cleanup()
        return code


@cache
def shared_engine() -> Engine:
    engine = Engine()
    atexit.register(engine.close)
    return engine


def render(code: str, output: Path, *, env: dict[str, str] | None = None, **asked: Any) -> Outcome:
    """With `env`, by an engine of its own in that environment."""
    if env is None:
        return shared_engine().render(job(code, output, **asked))
    engine = Engine(env)
    try:
        outcome = engine.render(job(code, output, **asked))
    finally:
        engine.close()
    return replace(outcome, log="".join(engine.log))


def boxes(data: bytes) -> list[str]:
    """The names of an MP4's top-level boxes, in order (ISO/IEC 14496-12, 4.2)."""
    names, position = [], 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        names.append(data[position + 4 : position + 8].decode("ascii"))
        position += size if size > 1 else int.from_bytes(data[position + 8 : position + 16], "big")
    return names
