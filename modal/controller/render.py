"""One render at Modal, from the worker's request to what is said of it: the same story as the local box's supervisor tells."""

import asyncio
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import modal
from controller.look import Look, Seen
from controller.progress import ProgressLine
from controller.sandbox import Sandbox, SandboxUnavailable
from controller.spares import Spares
from controller.splitter import Splitter
from controller.uploads import place
from engine.box import ends
from engine.box.deliveries import Deliveries
from engine.box.inspector import BadFile, InspectionFailed
from engine.box.relay import Relay
from engine.box.verify import NotAsAsked, verify
from engine.box.view import missing_programs
from engine.protocol import Done, Failed, Job, encode_job

WORK_OUTPUT = Path("/job/out")
# A scene that is asked to stop says where it was; only one that does not is stopped from outside.
GRACE_SECONDS = 5.0
# A spare has started already. On a host that has never had the image, the first one takes its time.
SECONDS_TO_START = 120.0
NOT_STARTED = ends.unavailable("The engine did not start in its Sandbox in time.")
# Starting, looking at the result and bringing it away, beside the render's own time.
OVERHEAD_SECONDS = 300.0


@dataclass(frozen=True)
class Means:
    """What a render is done with. `partition` is of both queues: progress goes to the worker, signed requests come from it."""

    app: modal.App
    image: modal.Image
    spares: Spares
    progress: modal.Queue
    answers: modal.Queue
    partition: str


async def render(job: Job, name: str, wants_upload: bool, means: Means) -> dict[str, Any]:
    """`name` is the render's, so that two never run at once. Failures are values: whoever calls is not of Python."""
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="render-")))
        line = ProgressLine(means.progress, means.partition)
        stack.push_async_callback(line.close)
        deliveries = Deliveries()
        deliveries.open(directory, job.limits.output_bytes)
        stack.callback(deliveries.discard)
        try:
            sandbox = await means.spares.take(job.limits.wall_seconds + OVERHEAD_SECONDS)
        except SandboxUnavailable as error:
            return _end(Failed(ends.unavailable(f"{error}.")))
        stack.push_async_callback(sandbox.close)
        look = Look(means.app, means.image, job.limits.wall_seconds + OVERHEAD_SECONDS)
        stack.push_async_callback(look.close)
        waited = time.monotonic() - started

        outcome = await _judge(job, await _watch(job, name, sandbox, deliveries, line), deliveries, look)
        if isinstance(outcome, Failed):
            return _end(outcome)
        outcome = replace(outcome, timings={**outcome.timings, "sandbox": waited})
        files = {name: deliveries[name] for name, file in outcome.files.items() if file is not None}
        placing = time.monotonic()
        stored = wants_upload and await place(files, line, means.answers, means.partition)
        if stored:
            outcome = replace(outcome, timings={**outcome.timings, "upload": time.monotonic() - placing})
            return _end(outcome) | {"stored": {name: file.sha256 for name, file in files.items()}}
        return _end(outcome) | {"files": {name: file.final.read_bytes() for name, file in files.items()}}


@dataclass(frozen=True)
class Watched:
    """What the Sandbox said, before anybody believes it. `stopped` is set where it had to be stopped."""

    relay: Relay
    fault: str | None
    stopped: Failed | None


async def _watch(job: Job, name: str, sandbox: Sandbox, deliveries: Deliveries, line: ProgressLine) -> Watched:
    """Lets the Sandbox work until it has ended or has to be stopped, and then says why."""
    relay = Relay(line.offer)
    splitter = Splitter(
        relay.take, {"video": deliveries.take_video, "poster": deliveries.take_poster, "captions": deliveries.take_captions}
    )

    stopped: Failed | None = None
    giving = asyncio.create_task(_hand_in(job, name, sandbox))
    try:
        async with asyncio.timeout(SECONDS_TO_START) as clock:

            def take(data: bytes) -> None:
                was_ready = relay.ready is not None
                splitter.take(data)
                if splitter.fault or relay.fault or relay.end or deliveries.too_large:
                    raise _Enough
                if relay.ready and not was_ready:
                    clock.reschedule(asyncio.get_running_loop().time() + job.limits.wall_seconds + GRACE_SECONDS)

            await sandbox.listen(take)
    except _Enough:
        pass
    except TimeoutError:
        stopped = Failed(ends.timed_out(job.limits, job.code, sandbox.log) if relay.ready else NOT_STARTED)
    except (modal.exception.Error, OSError):
        pass  # what became of it is asked below
    finally:
        giving.cancel()
    if stopped is None and relay.end is None and not splitter.fault and not relay.fault and not deliveries.too_large:
        stopped = await _ended_early(job, sandbox)
    return Watched(relay, splitter.fault or relay.fault, stopped)


class _Enough(Exception):
    """Nothing more of what it says counts."""


async def _hand_in(job: Job, name: str, sandbox: Sandbox) -> None:
    await sandbox.claim(name)
    # A program that is gone takes nothing; its end says so.
    with suppress(modal.exception.Error, OSError, ValueError):
        await sandbox.give([encode_job(replace(job, output=WORK_OUTPUT))])


async def _ended_early(job: Job, sandbox: Sandbox) -> Failed:
    """There was no last word: whose fault was it?"""
    end = await sandbox.end()
    if end.sandbox == "out of memory":
        return Failed(ends.out_of_memory(job.limits, job.code))
    if end.sandbox == "timed out":
        return Failed(ends.timed_out(job.limits, job.code, sandbox.log))
    if end.sandbox == "alive" and end.exit_code is not None:
        return Failed(ends.ended(end.exit_code, job.code, sandbox.log))
    return Failed(ends.unavailable("Modal ended the Sandbox of the render before it was done."))


async def _judge(job: Job, watched: Watched, deliveries: Deliveries, look: Look) -> Done | Failed:
    if watched.fault:
        return Failed(ends.tampered(watched.fault))
    if deliveries.too_large:
        return Failed(ends.too_large(job.limits))
    if watched.stopped:
        return watched.stopped
    claimed = watched.relay.end
    if isinstance(claimed, Failed):
        # Code that could say that the machinery is at fault would be rendered again and again.
        if claimed.failure.kind == "UNAVAILABLE" and not missing_programs():
            return Failed(replace(claimed.failure, kind="SCENE_ERROR"))
        return claimed
    assert claimed is not None  # else it was stopped, or ended early
    started = time.monotonic()
    try:
        deliveries.finish()
        seen = await _facts(deliveries, look)
        done = verify(job, claimed, deliveries, seen)
    except NotAsAsked as error:
        return Failed(ends.not_as_asked(str(error)))
    except InspectionFailed as error:
        return Failed(ends.unavailable(f"The result could not be looked at: {error}."))
    except OSError as error:
        return Failed(ends.unavailable(f"The result could not be kept: {error.strerror}."))
    return replace(done, timings={**done.timings, "verify": time.monotonic() - started})


async def _facts(deliveries: Deliveries, look: Look) -> Seen:
    """@throws InspectionFailed"""
    video, poster = deliveries["video"], deliveries["poster"]
    if not video.size or not poster.size:
        return Seen(BadFile("there is no video"))
    try:
        return Seen(await look.look(video, poster))
    except BadFile as error:
        return Seen(error)


def _end(outcome: Done | Failed) -> dict[str, Any]:
    return {"end": asdict(outcome)}
