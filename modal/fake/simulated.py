"""Renders that are answered after a while with a video that was there before: for what is about the program around a render, by the
ten thousand. Nothing is started and nothing is drawn; how long one takes stands in its code: `# simulated 5.9 s`."""

import asyncio
import hashlib
import json
import pickle
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import cbor2
from fake.apps import Function
from fake.containers import Container
from fake.queues import Blobs, Queues
from fake.rpc import Refused
from google.protobuf.empty_pb2 import Empty
from grpclib import Status
from modal_proto import api_pb2 as pb

if TYPE_CHECKING:
    from fake.function_calls import Call

SECONDS = re.compile(r"^# simulated (\d+(?:\.\d+)?) s$", re.MULTILINE)
# As the controller's (controller/progress.py).
SECONDS_BETWEEN_REPORTS = 0.4
PROGRESS, ANSWERS = "qu-arxiviz-progress", "qu-arxiviz-answers"
# What has ended is forgotten after this time, as at Modal, if sooner: the memory of ten thousand renders is not to be kept.
SECONDS_KEPT = 60.0
# The newest that the JavaScript SDK reads.
PICKLE = 4
VIDEO_BYTES = 2048
LONGEST_WALL_SECONDS = 3 * 3600
DONE = pb.GenericResult.GENERIC_STATUS_SUCCESS


class Simulated:
    """Stands where Containers does."""

    def __init__(self, queues: Queues, blobs: Blobs) -> None:
        self.running: dict[str, Container] = {}
        self.on_end: Callable[[Container], None] = lambda _container: None
        self.forget: Callable[[str], None] = lambda _call_id: None
        self._queues = queues
        self._blobs = blobs
        self._going = asyncio.Event()
        self._going.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def hold(self, held: bool) -> None:
        """While they are held, renders go on but do not end."""
        if held:
            self._going.clear()
        else:
            self._going.set()

    def hand_over(self, _function: Function, _layout: pb.AppLayout, call: "Call") -> None:
        task = asyncio.ensure_future(self._work(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def asking(self) -> Container:
        raise Refused(Status.UNAUTHENTICATED, "There are no containers.")

    def retire_app(self, _app_id: str) -> None:
        pass

    async def retire_idle(self) -> None:
        pass

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, call: "Call") -> None:
        answering = asyncio.ensure_future(self._answer(call))
        ended = asyncio.ensure_future(call.ended.wait())
        # It ends by itself or by being cancelled.
        await asyncio.wait([answering, ended], return_when=asyncio.FIRST_COMPLETED)
        ended.cancel()
        if not answering.cancel():
            result = pb.GenericResult(status=DONE, data=cbor2.dumps(answering.result()))
            call.end(result, data_format=pb.DATA_FORMAT_CBOR)
        await asyncio.sleep(SECONDS_KEPT)
        for queue in (PROGRESS, ANSWERS):
            self._queues.forget(queue, call.id.encode())
        self.forget(call.id)

    async def _answer(self, call: "Call") -> dict[str, Any]:
        about = {"protocol": 1, "engine": "simulated"}
        if call.input.method_name == "describe":
            return {**about, "longest_wall_seconds": LONGEST_WALL_SECONDS}
        blob = call.input.args_blob_id
        _, asked = cbor2.loads(self._blobs.contents.pop(blob) if blob else call.input.args)
        found = SECONDS.search(asked["job"]["code"])
        seconds = float(found[1]) if found else 0.0
        await self._pass(call, seconds)
        await self._going.wait()
        data = hashlib.sha256(asked["job"]["code"].encode()).digest() * (VIDEO_BYTES // 32)
        sha256 = hashlib.sha256(data).hexdigest()
        video = {
            "scene_name": "Simulated", "chapters": [], "still_image": False, "has_audio": False, "duration_seconds": 20.0,
            "width": 1280, "height": 720, "frame_rate": 30.0, "size_bytes": len(data), "sha256": sha256,
        }  # fmt: skip
        end = {"type": "done", "files": {"poster": None, "captions": None}, "video": video, "timings": {"total": seconds}}
        if asked["upload"]:
            await self._store(call, data, sha256)
            return {**about, "end": end, "stored": {"video": sha256}}
        return {**about, "end": end, "files": {"video": data}}

    async def _store(self, call: "Call", data: bytes, sha256: str) -> None:
        """With the request that the worker signs, as the controller does (controller/uploads.py)."""
        partition = call.id.encode()
        question = {"type": "store", "files": {"video": {"sha256": sha256, "bytes": len(data)}}}
        self._queues.put(PROGRESS, partition, pickle.dumps(json.dumps(question), protocol=PICKLE))
        signed = json.loads(pickle.loads(await self._queues.take(ANSWERS, partition)))["video"]
        put = urllib.request.Request(signed["url"], data=data, headers={**signed["headers"], "content-length": str(len(data))}, method="PUT")
        with suppress(urllib.error.HTTPError):  # the worker looks whether it is there
            (await asyncio.to_thread(urllib.request.urlopen, put)).close()

    async def _pass(self, call: "Call", seconds: float) -> None:
        """Lets the time pass, saying now and then how much of it has."""
        reports = max(1, round(seconds / SECONDS_BETWEEN_REPORTS))
        for report in range(reports):
            line = {"type": "progress", "phase": "animating", "animation": 1, "frames": report, "seconds": report, "total_seconds": reports}
            self._queues.put(PROGRESS, call.id.encode(), pickle.dumps(json.dumps(line), protocol=PICKLE))
            await asyncio.sleep(seconds / reports)
