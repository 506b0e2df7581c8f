"""Containers of functions: processes in which the SDK's own entry point runs the app, as at Modal."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fake.apps import Function
from fake.ids import new_id
from fake.rpc import METADATA, Refused
from grpclib import Status
from modal_proto import api_pb2 as pb

if TYPE_CHECKING:
    from fake.function_calls import Call

MODAL = Path(__file__).parent.parent
# At Modal, each container has a connection of its own; here it says in each request who it is.
TASK = "x-fake-task"
SECONDS_BETWEEN_LOOKS = 1.0


class Container:
    """One process of one function."""

    def __init__(self, function: Function) -> None:
        self.id = new_id("ta")
        self.function = function
        self.calls: list[Call] = []
        self.cancelled: asyncio.Queue[str] = asyncio.Queue()
        self.process: asyncio.subprocess.Process | None = None
        self._waiting: asyncio.Queue[Call | None] = asyncio.Queue()
        self._touched = time.monotonic()

    @property
    def is_full(self) -> bool:
        return len(self.calls) >= max(1, self.function.definition.max_concurrent_inputs)

    @property
    def is_idle(self) -> bool:
        return not self.calls and time.monotonic() - self._touched > (self.function.definition.task_idle_timeout_secs or 60)

    def hand_over(self, call: "Call") -> None:
        self.calls.append(call)
        call.container = self
        self._waiting.put_nowait(call)

    def touch(self) -> None:
        self._touched = time.monotonic()

    def retire(self) -> None:
        """It ends when it asks for its next call."""
        self._waiting.put_nowait(None)

    async def next_call(self) -> "Call | None":
        return await self._waiting.get()

    def kill(self) -> None:
        if self.process and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGKILL)


class Containers:
    def __init__(self, url: str, log: Path) -> None:
        self.running: dict[str, Container] = {}
        self.on_end: Callable[[Container], None] = lambda _container: None
        self._url = url
        self._log = log
        self._tasks: set[asyncio.Task[None]] = set()

    def hand_over(self, function: Function, layout: pb.AppLayout, call: "Call") -> None:
        """To a container that has room for it, or a new one."""
        for container in self.running.values():
            if container.function is function and not container.is_full:
                container.hand_over(call)
                return
        container = Container(function)
        self.running[container.id] = container
        container.hand_over(call)
        self._keep(self._run(container, layout))

    def asking(self) -> Container:
        """The one that the request comes from."""
        container = self.running.get(METADATA.get().get(TASK, ""))
        if container is None:
            raise Refused(Status.UNAUTHENTICATED, "No such container.")
        return container

    def retire_app(self, app_id: str) -> None:
        for container in self.running.values():
            if container.function.app_id == app_id:
                container.retire()

    async def retire_idle(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            for container in self.running.values():
                if container.is_idle:
                    container.retire()

    async def close(self) -> None:
        for container in self.running.values():
            container.kill()
        await asyncio.gather(*self._tasks)

    async def _run(self, container: Container, layout: pb.AppLayout) -> None:
        directory = Path(tempfile.mkdtemp(prefix="fake-modal-container-"))
        try:
            # As at Modal: the file of the app alone, away from its repository, beside what the image holds.
            shutil.copy(MODAL / "app.py", directory / "app.py")
            program = directory / "image"
            program.mkdir()
            for name in ("engine", "controller"):
                (program / name).symlink_to(MODAL / name)
            arguments = pb.ContainerArguments(
                task_id=container.id,
                function_id=container.function.id,
                app_id=container.function.app_id,
                function_def=container.function.definition,
                environment_name="main",
                app_layout=layout,
            )
            (directory / "arguments").write_bytes(arguments.SerializeToString())
            environment = {
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(directory),
                "MODAL_SERVER_URL": self._url,
                "MODAL_IS_REMOTE": "1",
                "MODAL_TASK_ID": container.id,
                "MODAL_OVERRIDE_HEADERS": f"{TASK}:{container.id}",
                "MODAL_CONTAINER_ARGUMENTS_PATH": str(directory / "arguments"),
                "PYTHONPATH": f"{directory}:{program}",
            }
            with self._log.open("ab") as log:
                container.process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "modal._container_entrypoint", env=environment, cwd=directory, stdout=log, stderr=log
                )
            await container.process.wait()
        finally:
            self.running.pop(container.id, None)
            self.on_end(container)
            shutil.rmtree(directory, ignore_errors=True)

    def _keep(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
