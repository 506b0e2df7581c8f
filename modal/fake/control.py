"""The door for tests: what is going on, and what shall go wrong. Blobs go through the same server."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from fake.apps import Apps
from fake.containers import Containers
from fake.faults import Faults
from fake.function_calls import FunctionCalls
from fake.queues import Blobs
from fake.rpc import Calls
from fake.sandboxes import Sandboxes
from fake.simulated import Simulated
from modal_proto import api_pb2 as pb

Result = pb.GenericResult
LARGEST_BLOB = 2**30


class Control:
    def __init__(self, calls: Calls, faults: Faults, log: Path) -> None:
        self._calls = calls
        self._faults = faults
        self._log = log
        self.hold: Callable[[bool], None] = lambda _held: None

    async def open(self) -> str:
        """Starts to listen; answers the URL."""
        application = web.Application(client_max_size=LARGEST_BLOB)
        application.add_routes(
            [
                web.put("/blobs/{id}", self._put_blob),
                web.get("/blobs/{id}", self._get_blob),
                web.get("/state", self._state),
                web.post("/faults", self._add_fault),
                web.delete("/faults", self._clear_faults),
                web.post("/break/{what}", self._break),
                web.post("/hold/{held}", self._hold),
            ]
        )
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None  # it listens
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]  # it is asyncio's own server
        return f"http://127.0.0.1:{port}"

    def watch(self, containers: Containers | Simulated, sandboxes: Sandboxes, calls: FunctionCalls, blobs: Blobs, apps: Apps) -> None:
        self._containers, self._sandboxes, self._function_calls, self._blobs, self._apps = containers, sandboxes, calls, blobs, apps

    async def _state(self, _request: web.Request) -> web.Response:
        named = [sandbox for sandbox in self._sandboxes.running if sandbox.name]
        return web.json_response(
            {
                "counts": self._calls.counts,
                "unknown": sorted(self._calls.unknown),
                "calls": {call.id: call.output is not None for call in self._function_calls.calls.values()},
                "containers": len(self._containers.running),
                "sandboxes": [{"id": sandbox.id, "name": sandbox.name} for sandbox in self._sandboxes.running],
                "rendering": [sandbox.name for sandbox in named],
                "images": [list(image.dockerfile_commands) for image in self._apps.images.values()],
                "log": self._log.read_text(errors="replace") if self._log.exists() else "",
            }
        )

    async def _add_fault(self, request: web.Request) -> web.Response:
        self._faults.add(**await request.json())
        return web.Response()

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.Response()

    async def _break(self, request: web.Request) -> web.Response:
        """Something under way comes to an end: a container crashes, the Sandboxes of renders run out of memory or are lost, calls expire."""
        match request.match_info["what"]:
            case "containers":
                for container in list(self._containers.running.values()):
                    container.kill()
            case "memory":
                self._end_renders(Result(status=Result.GENERIC_STATUS_KERNEL_OOM_KILL, exitcode=137))
            case "sandboxes":
                self._end_renders(Result(status=Result.GENERIC_STATUS_INTERNAL_FAILURE, exitcode=1))
            case "calls":
                self._function_calls.forget()
            case what:
                return web.Response(status=404, text=json.dumps({"unknown": what}))
        return web.Response()

    def _end_renders(self, result: Result) -> None:
        for sandbox in self._sandboxes.running:
            if sandbox.name:
                sandbox.end(result)

    async def _hold(self, request: web.Request) -> web.Response:
        """`on`: simulated renders do not end, until `off`."""
        self.hold(request.match_info["held"] == "on")
        return web.Response()

    async def _put_blob(self, request: web.Request) -> web.Response:
        content = self._blobs.contents[request.match_info["id"]] = await request.read()
        return web.Response(headers={"ETag": f'"{hashlib.md5(content).hexdigest()}"'})

    async def _get_blob(self, request: web.Request) -> web.Response:
        return web.Response(body=self._blobs.contents[request.match_info["id"]])
