"""One Modal Sandbox without a network, in which one program waits for its one job."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import modal
from modal.container_process import ContainerProcess
from modal.exception import AlreadyExistsError, NotFoundError, SandboxTerminatedError, SandboxTimeoutError

LONGEST_LOG = 2**14
SECONDS_TO_START = 120.0
SECONDS_TO_LEAVE = 10.0


class SandboxUnavailable(Exception):
    """Modal did not give us a working Sandbox. The message says what it said."""


@dataclass(frozen=True)
class Size:
    """What a Sandbox is given: physical cores and MiB as (kept for it, never more than)."""

    cpu: tuple[float, float]
    memory: tuple[int, int]


@dataclass(frozen=True)
class End:
    """How a program ended: its exit code (negative for a signal), or what became of the whole Sandbox."""

    exit_code: int | None
    sandbox: str = "alive"  # or: out of memory, timed out, terminated, lost


class Sandbox:
    """`python -I -m module arguments` in a Sandbox of its own."""

    def __init__(self, app: modal.App, sandbox: modal.Sandbox, process: ContainerProcess[bytes], lifetime_seconds: float) -> None:
        self.ends_at = time.monotonic() + lifetime_seconds
        self.log = b""
        self._app = app
        self._sandbox = sandbox
        self._process = process
        self._reading_log = asyncio.create_task(self._read_log())

    @staticmethod
    async def start(app: modal.App, image: modal.Image, module: tuple[str, ...], size: Size, lifetime_seconds: float) -> "Sandbox":
        """@throws SandboxUnavailable"""
        sandbox = None
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                sandbox = await modal.Sandbox.create.aio(
                    app=app,
                    image=image,
                    timeout=int(lifetime_seconds),
                    # When the program has ended and whoever started it is gone.
                    idle_timeout=60,
                    workdir="/job",
                    cpu=size.cpu,
                    memory=size.memory,
                    block_network=True,
                )
                process = await sandbox.exec.aio("python", "-I", "-m", *module, text=False)
        except (modal.exception.Error, OSError, TimeoutError) as error:
            if sandbox is not None:
                await _terminate(sandbox)
            raise SandboxUnavailable(f"Modal started no Sandbox: {str(error) or type(error).__name__}") from error
        except BaseException:
            if sandbox is not None:
                await _terminate(sandbox)
            raise
        return Sandbox(app, sandbox, process, lifetime_seconds)

    async def claim(self, name: str) -> None:
        """Gives the Sandbox a name that only one can have. Whoever has it already is ended: the newest works on it.

        A name saves money; that only one result counts is decided elsewhere. So nothing fails for want of it.
        """
        with suppress(modal.exception.Error, OSError, TimeoutError, NotImplementedError):
            async with asyncio.timeout(SECONDS_TO_LEAVE):
                try:
                    await self._sandbox._experimental_set_name.aio(name)
                except AlreadyExistsError:
                    with suppress(NotFoundError):
                        older = await modal.Sandbox.from_name.aio(self._app.name or "", name)
                        await older.terminate.aio(wait=True)
                    await self._sandbox._experimental_set_name.aio(name)

    async def give(self, parts: Iterable[bytes]) -> None:
        """Hands `parts` to the program's standard input, and no more after them. @throws modal.exception.Error when nobody takes them."""
        for part in parts:
            self._process.stdin.write(part)
            await self._process.stdin.drain.aio()
        self._process.stdin.write_eof()
        await self._process.stdin.drain.aio()

    async def listen(self, take: Callable[[bytes], None]) -> None:
        """Hands what comes out to `take` until the program has ended."""
        async for data in self._process.stdout:
            take(data)

    async def has_ended(self) -> bool:
        """Whether the program is gone, or cannot be reached."""
        try:
            async with asyncio.timeout(SECONDS_TO_LEAVE):
                return await self._process.poll.aio() is not None
        except (modal.exception.Error, OSError, TimeoutError):
            return True

    async def end(self) -> End:
        """What became of the program, once it has nothing more to say."""
        code: int | None = None
        with suppress(modal.exception.Error, OSError, TimeoutError):
            async with asyncio.timeout(SECONDS_TO_LEAVE):
                code = await self._process.wait.aio()
                await self._reading_log
        # A shell's way to say that a signal ended it.
        code = 128 - code if code is not None and code > 128 else code
        return End(code, await self._fate())

    async def close(self) -> None:
        self._reading_log.cancel()
        await asyncio.shield(_terminate(self._sandbox))

    async def _fate(self) -> str:
        try:
            async with asyncio.timeout(SECONDS_TO_LEAVE):
                code = await self._sandbox.poll.aio()
                if code is None:
                    return "alive"
                await self._sandbox.wait.aio()
                return "out of memory" if code == 137 else "lost"
        except SandboxTimeoutError:
            return "timed out"
        except SandboxTerminatedError:
            return "terminated"
        except (modal.exception.Error, OSError, TimeoutError):
            return "lost"

    async def _read_log(self) -> None:
        with suppress(modal.exception.Error, OSError):
            async for data in self._process.stderr:
                self.log = (self.log + data)[-LONGEST_LOG:]


async def discard(starting: "asyncio.Task[Sandbox]") -> None:
    """Ends a Sandbox that may not have started yet."""
    starting.cancel()
    with suppress(SandboxUnavailable, asyncio.CancelledError):
        await (await starting).close()


async def _terminate(sandbox: modal.Sandbox) -> None:
    """Ends everything in it. One that cannot be reached now ends when its lifetime does."""
    with suppress(modal.exception.Error, OSError, TimeoutError):
        async with asyncio.timeout(SECONDS_TO_LEAVE):
            await sandbox.terminate.aio()
