"""Sandboxes: each program in one runs in a local box of its own."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fake.apps import Apps
from fake.ids import new_id, new_token
from fake.rpc import Refused
from grpclib import Status
from modal_proto import api_pb2 as pb

MODAL = Path(__file__).parent.parent
OUT_OF_MEMORY = 99
Result = pb.GenericResult


@dataclass
class Output:
    """What came out of a program so far, for readers that come and go."""

    data: bytearray = field(default_factory=bytearray)
    ended: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def fill(self, source: asyncio.StreamReader) -> None:
        while chunk := await source.read(2**16):
            self.data += chunk
            await self._wake()
        self.ended = True
        await self._wake()

    async def wait_beyond(self, offset: int) -> bytes:
        """What there is from `offset` on, as soon as there is something; nothing at the end."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.ended or len(self.data) > offset)
        return bytes(self.data[offset : offset + 2**18])

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()


class Program:
    """One process in a Sandbox."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.stdout, self.stderr = Output(), Output()
        self.written = 0
        assert process.stdout and process.stderr  # both are pipes
        self.reading = [asyncio.ensure_future(self.stdout.fill(process.stdout)), asyncio.ensure_future(self.stderr.fill(process.stderr))]

    async def write(self, offset: int, data: bytes, eof: bool) -> None:
        """What was written already may come again, because its answer was lost."""
        stdin = self.process.stdin
        assert stdin  # a pipe
        with suppress(BrokenPipeError, ConnectionResetError):
            if fresh := data[max(0, self.written - offset) :]:
                stdin.write(fresh)
                self.written += len(fresh)
                await stdin.drain()
            if eof:
                stdin.close()


class Sandbox:
    def __init__(self, request: pb.SandboxCreateV2Request) -> None:
        self.id = new_id("sb")
        # The last letter tells the SDK that it is one of the newer kind.
        self.task_id = f"{new_id('ta')}V"
        self.app_id = request.app_id
        self.definition = request.definition
        self.name = request.definition.name
        self.programs: dict[str, Program] = {}
        self.result: Result | None = None
        self.ended = asyncio.Event()

    async def start(self, exec_id: str, arguments: list[str]) -> None:
        if self.result:
            raise Refused(Status.FAILED_PRECONDITION, "The Sandbox has ended.")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "fake.boxed", str(self.definition.resources.memory_mb_max), *arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(MODAL)}, start_new_session=True,
        )  # fmt: skip
        self.programs[exec_id] = program = Program(process)
        await process.wait()
        await asyncio.gather(*program.reading)
        if process.returncode == OUT_OF_MEMORY:
            self.end(Result(status=Result.GENERIC_STATUS_KERNEL_OOM_KILL, exitcode=137))

    def end(self, result: Result) -> None:
        if self.result:
            return
        self.result = result
        self.ended.set()
        for program in self.programs.values():
            if program.process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(program.process.pid, signal.SIGKILL)


class Sandboxes:
    def __init__(self, apps: Apps, url: str) -> None:
        self.all: dict[str, Sandbox] = {}
        self._apps = apps
        self._url = url

    @property
    def running(self) -> list[Sandbox]:
        return [sandbox for sandbox in self.all.values() if not sandbox.result]

    def by_task(self, task_id: str) -> Sandbox:
        for sandbox in self.all.values():
            if sandbox.task_id == task_id:
                return sandbox
        raise Refused(Status.NOT_FOUND, f"Task {task_id} not found.")

    def close(self) -> None:
        for sandbox in self.running:
            sandbox.end(Result(status=Result.GENERIC_STATUS_TERMINATED))

    async def SandboxCreateV2(self, request: pb.SandboxCreateV2Request) -> pb.SandboxCreateV2Response:
        if not request.definition.block_network and not request.definition.network_access.network_access_type == pb.NetworkAccess.BLOCKED:
            raise Refused(Status.INVALID_ARGUMENT, "Only Sandboxes without a network are made here.")
        sandbox = Sandbox(request)
        self._claim(sandbox, request.definition.name)
        self.all[sandbox.id] = sandbox
        loop = asyncio.get_running_loop()
        loop.call_later(request.definition.timeout_secs, sandbox.end, Result(status=Result.GENERIC_STATUS_TIMEOUT))
        return pb.SandboxCreateV2Response(sandbox_id=sandbox.id, task_id=sandbox.task_id, command_router_access=self._access())

    async def SandboxSetName(self, request: pb.SandboxSetNameRequest) -> pb.SandboxSetNameResponse:
        sandbox = self._find(request.sandbox_id)
        if sandbox.result or sandbox.name not in ("", request.name):
            raise Refused(Status.FAILED_PRECONDITION, "The Sandbox has another name or has ended.")
        self._claim(sandbox, request.name)
        return pb.SandboxSetNameResponse()

    async def SandboxGetFromNameV2(self, request: pb.SandboxGetFromNameRequest) -> pb.SandboxGetFromNameResponse:
        app_id = self._apps.names.get(request.app_name)
        for sandbox in self.running:
            if sandbox.name == request.sandbox_name and sandbox.app_id == app_id:
                return pb.SandboxGetFromNameResponse(sandbox_id=sandbox.id)
        raise Refused(Status.NOT_FOUND, f"Sandbox with name {request.sandbox_name} not found.")

    async def SandboxGetTaskIdV2(self, request: pb.SandboxGetTaskIdRequest) -> pb.SandboxGetTaskIdResponse:
        return pb.SandboxGetTaskIdResponse(task_id=self._find(request.sandbox_id).task_id)

    async def SandboxGetCommandRouterAccess(self, _request: Any) -> pb.SandboxGetCommandRouterAccessResponse:
        access = self._access()
        return pb.SandboxGetCommandRouterAccessResponse(url=access.url, jwt=access.jwt)

    async def SandboxTerminateV2(self, request: pb.SandboxTerminateRequest) -> pb.SandboxTerminateResponse:
        self._find(request.sandbox_id).end(Result(status=Result.GENERIC_STATUS_TERMINATED))
        return pb.SandboxTerminateResponse()

    async def SandboxWaitV2(self, request: pb.SandboxWaitRequest) -> pb.SandboxWaitResponse:
        sandbox = self._find(request.sandbox_id)
        with suppress(TimeoutError):
            await asyncio.wait_for(sandbox.ended.wait(), request.timeout)
        return pb.SandboxWaitResponse(result=sandbox.result)

    def _access(self) -> pb.CommandRouterAccess:
        return pb.CommandRouterAccess(url=self._url, jwt=new_token())

    def _claim(self, sandbox: Sandbox, name: str) -> None:
        if name and any(other.name == name and other.app_id == sandbox.app_id and other is not sandbox for other in self.running):
            raise Refused(Status.ALREADY_EXISTS, f"A Sandbox with the name {name} is running already.")
        sandbox.name = name

    def _find(self, sandbox_id: str) -> Sandbox:
        if sandbox_id not in self.all:
            raise Refused(Status.NOT_FOUND, f"Sandbox {sandbox_id} not found.")
        return self.all[sandbox_id]
