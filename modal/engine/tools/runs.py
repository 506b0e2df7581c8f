"""One run of a scene on either side, and what it cost, as the operating system counts it."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LIMITS = {"wall_seconds": 3600, "cpu_seconds": 3600, "memory_bytes": 8 * 2**30, "output_bytes": 2**31, "video_seconds": 3600}
SECONDS_TO_START = 120.0
QUALITY_FLAGS = {"LOW": "-ql", "MEDIUM": "-qm", "HIGH": "-qh", "ULTRA": "-qk"}


class RunFailed(Exception):
    """A side could not render the scene. The message is what it said."""


@dataclass
class Run:
    """Seconds of wall clock and of all processors, bytes of video; `parts` says where a render of the engine spent them."""

    wall: float
    processor: float
    bytes: int
    parts: dict[str, float] = field(default_factory=dict)


def run_command(scene: Path, quality: str, seed: int) -> Run:
    """`manim render --disable_caching`, into a directory of its own, so that its TeX cache is cold. @throws RunFailed"""
    with tempfile.TemporaryDirectory() as name:
        started = time.perf_counter()
        process = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "manim"), "render", "--disable_caching", "--write_all", QUALITY_FLAGS[quality],
                "--seed", str(seed), "--media_dir", name, str(scene),
            ],
            cwd=name, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace")
        processor = _processor_seconds(process)
        wall = time.perf_counter() - started
        if process.returncode != 0:
            raise RunFailed(said[-2000:])
        videos = [path for path in Path(name).rglob("*.mp4") if "partial_movie_files" not in path.parts]
        return Run(wall, processor, sum(path.stat().st_size for path in videos))


class Engine:
    """A supervisor as a worker has it: renders any number of scenes at once, each in a box, with Manim imported once, ahead of them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-m", "engine", "supervise"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._log: list[bytes] = []
        # As cold as the command's at first. A formula that is in two scenes is set once, as by a worker.
        self._formulas = tempfile.TemporaryDirectory()
        self._ends: dict[str, queue.Queue[dict[str, Any]]] = {}
        self._writing = threading.Lock()
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_log, self._read_events)]
        self._ready = threading.Event()
        for reader in self._readers:
            reader.start()

    def wait_until_ready(self) -> None:
        """@throws RunFailed"""
        if not self._ready.wait(SECONDS_TO_START):
            raise RunFailed("The engine did not start.")

    def run(self, scene: Path, quality: str, seed: int) -> Run:
        """Wall is from the job to the end of the video; processor is of everything in the boxes of this render. @throws RunFailed"""
        with tempfile.TemporaryDirectory() as name:
            ends = self._ends[name] = queue.Queue()
            job = {"code": scene.read_text(), "concept": "", "quality": quality, "seed": seed, "output": name, "limits": LIMITS}
            started = time.perf_counter()
            self._tell({"id": name, "job": job, "formulas": self._formulas.name})
            outcome = ends.get()
            wall = time.perf_counter() - started
            if outcome.get("type") != "done":
                raise RunFailed(str(outcome.get("failure", {}).get("message")) + b"".join(self._log).decode(errors="replace")[-2000:])
            return Run(wall, outcome["timings"]["processor"], (Path(name) / "video.mp4").stat().st_size, outcome["timings"])

    def close(self) -> float:
        """Processor seconds of it all: of the supervisor, of starting and importing, of every box."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        for reader in self._readers:
            reader.join()
        self._formulas.cleanup()
        return _processor_seconds(self._process)

    def _tell(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with self._writing:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def _read_events(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            event = json.loads(line)
            if event["type"] == "ready":
                self._ready.set()
            elif event["type"] != "progress":
                self._ends[event["id"]].put(event)
        for ends in self._ends.values():
            ends.put({})

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        self._log.extend(self._process.stderr)


def _processor_seconds(process: subprocess.Popen[bytes]) -> float:
    """Of the process that ends, and of all that it started and waited for."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime
