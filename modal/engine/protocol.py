"""What crosses the border of the process: one job in, events out, each one line of JSON."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from engine.quality import PICTURES

Kind = TypeVar("Kind")


class InvalidJob(Exception):
    """The line is not a job. The message names the field."""


@dataclass(frozen=True)
class Limits:
    wall_seconds: float
    cpu_seconds: int
    memory_bytes: int
    output_bytes: int
    video_seconds: float


@dataclass(frozen=True)
class Job:
    code: str
    concept: str
    quality: str
    seed: int
    output: Path
    limits: Limits


@dataclass(frozen=True)
class Ready:
    engine: str
    type: str = "ready"


@dataclass(frozen=True)
class Progress:
    """`animation` counts from 1 over all scenes of the code, `seconds` is video made so far; `total_seconds` is an estimate until the phase is finishing,
    null where the code does not show how many animations it has.
    """

    phase: str
    scene: str | None
    animation: int
    frames: int
    seconds: float
    total_seconds: float | None
    type: str = "progress"


@dataclass(frozen=True)
class Chapter:
    """One scene's part of the video, in seconds from its start."""

    scene_name: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class Video:
    scene_name: str
    chapters: list[Chapter]
    still_image: bool
    has_audio: bool
    duration_seconds: float
    width: int
    height: int
    frame_rate: float
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Done:
    """`files` are names in the job's output directory; `timings` are seconds."""

    files: dict[str, str | None]
    video: Video
    timings: dict[str, float]
    type: str = "done"


@dataclass(frozen=True)
class Failure:
    """Why there is no video. `line` and `excerpt` are of the user's own code, counted from 1."""

    kind: str
    message: str
    exception: str | None = None
    line: int | None = None
    excerpt: str | None = None
    traceback: str | None = None
    hint: str | None = None
    latex_expression: str | None = None
    latex_log: str | None = None


@dataclass(frozen=True)
class Failed:
    failure: Failure
    type: str = field(default="failed")


@dataclass(frozen=True)
class CancelledEvent:
    """Nothing of the render is left."""

    type: str = "cancelled"


@dataclass(frozen=True)
class Checked:
    """What the box promises, and whether that holds: as `engine box check` says it."""

    promises: list[dict[str, Any]]
    type: str = "checked"


Event = Ready | Progress | Done | Failed | CancelledEvent | Checked


@dataclass(frozen=True)
class Render:
    """`formulas` is the directory in which those that were set are kept for all renders of one version of engine, TeX and fonts."""

    id: str
    job: Job
    formulas: Path | None


@dataclass(frozen=True)
class Cancel:
    """Calls off the render of that id."""

    id: str


@dataclass(frozen=True)
class Check:
    """Asks for the promises of the box to be tried."""

    id: str


Request = Render | Cancel | Check


def encode_event(event: Event, job: str | None = None) -> bytes:
    """`job` is the id of the job that the event is about, where there are several."""
    about = {} if job is None else {"id": job}
    return json.dumps({**about, **asdict(event)}, allow_nan=False).encode() + b"\n"


def decode_request(line: bytes) -> Request:
    """@throws InvalidJob naming the field that is missing or of the wrong kind."""
    data = _object_in(line)
    name = _take(data, "id", str)
    if data.get("cancel") is True:
        return Cancel(name)
    if data.get("check") is True:
        return Check(name)
    formulas = None if data.get("formulas") is None else Path(_take(data, "formulas", str))
    if formulas is not None and not formulas.is_absolute():
        raise InvalidJob(f"formulas must be an absolute path, not {str(formulas)!r}")
    return Render(name, _job_of(_take(data, "job", dict)), formulas)


def encode_job(job: Job) -> bytes:
    return json.dumps({**asdict(job), "output": str(job.output)}).encode() + b"\n"


def decode_job(line: bytes) -> Job:
    """@throws InvalidJob naming the field that is missing or of the wrong kind."""
    return _job_of(_object_in(line))


def _object_in(line: bytes) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidJob(f"the job is not one line of JSON: {error}") from error
    if not isinstance(data, dict):
        raise InvalidJob("the job must be a JSON object")
    return data


def _job_of(data: dict[str, Any]) -> Job:
    limits = _take(data, "limits", dict)
    quality = _take(data, "quality", str)
    if quality not in PICTURES:
        raise InvalidJob(f"quality must be one of {', '.join(PICTURES)}, not {quality!r}")
    output = Path(_take(data, "output", str))
    if not output.is_absolute():
        raise InvalidJob(f"output must be an absolute path, not {str(output)!r}")
    return Job(
        code=_take(data, "code", str),
        concept=_take(data, "concept", str),
        quality=quality,
        seed=_take(data, "seed", int),
        output=output,
        limits=Limits(
            wall_seconds=_take_positive(limits, "wall_seconds"),
            cpu_seconds=int(_take_positive(limits, "cpu_seconds")),
            memory_bytes=int(_take_positive(limits, "memory_bytes")),
            output_bytes=int(_take_positive(limits, "output_bytes")),
            video_seconds=_take_positive(limits, "video_seconds"),
        ),
    )


def _take(data: dict[str, Any], name: str, kind: type[Kind]) -> Kind:
    value = data.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise InvalidJob(f"{name} must be of type {kind.__name__}, not {value!r:.100}")
    return value


def _take_positive(limits: dict[str, Any], name: str) -> float:
    value = limits.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        raise InvalidJob(f"limits.{name} must be a number above 0, not {value!r:.100}")
    return value
