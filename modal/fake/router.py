"""The service that clients talk to directly to run programs in a Sandbox."""

import asyncio
from typing import Any

from fake.rpc import Refused, Send
from fake.sandboxes import Program, Sandboxes
from grpclib import Status
from modal_proto import task_command_router_pb2 as router


class Router:
    def __init__(self, sandboxes: Sandboxes) -> None:
        self._sandboxes = sandboxes
        self._tasks: set[asyncio.Task[None]] = set()

    async def TaskExecStart(self, request: router.TaskExecStartRequest) -> router.TaskExecStartResponse:
        sandbox = self._sandboxes.by_task(request.task_id)
        task = asyncio.ensure_future(sandbox.start(request.exec_id, list(request.command_args)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        while request.exec_id not in sandbox.programs and not task.done():
            await asyncio.sleep(0.005)
        if task.done():
            task.result()
        return router.TaskExecStartResponse()

    async def TaskExecStdinWrite(self, request: router.TaskExecStdinWriteRequest) -> router.TaskExecStdinWriteResponse:
        await self._program(request).write(request.offset, request.data, request.eof)
        return router.TaskExecStdinWriteResponse()

    async def TaskExecStdioRead(self, request: router.TaskExecStdioReadRequest, send: Send) -> None:
        program = self._program(request)
        is_output = request.file_descriptor == router.TASK_EXEC_STDIO_FILE_DESCRIPTOR_STDOUT
        output, offset = program.stdout if is_output else program.stderr, request.offset
        while data := await output.wait_beyond(offset):
            await send(router.TaskExecStdioReadResponse(data=data))
            offset += len(data)

    async def TaskExecWait(self, request: router.TaskExecWaitRequest) -> router.TaskExecWaitResponse:
        code = await self._program(request).process.wait()
        return router.TaskExecWaitResponse(signal=-code) if code < 0 else router.TaskExecWaitResponse(code=code)

    async def TaskExecPoll(self, request: router.TaskExecPollRequest) -> router.TaskExecPollResponse:
        code = self._program(request).process.returncode
        if code is None:
            return router.TaskExecPollResponse()
        return router.TaskExecPollResponse(signal=-code) if code < 0 else router.TaskExecPollResponse(code=code)

    def _program(self, request: Any) -> Program:
        program = self._sandboxes.by_task(request.task_id).programs.get(request.exec_id)
        if program is None:
            raise Refused(Status.NOT_FOUND, f"There is no process {request.exec_id}.")
        return program
