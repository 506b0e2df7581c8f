"""Sandboxes in which an engine has started and waits: starting one takes longer than a small scene."""

import asyncio
import time

import modal
from controller.sandbox import Sandbox, SandboxUnavailable, Size, discard

# Half a physical core is one thread of the processor, which drawing keeps busy; the other half is x264's, where the host has it to spare.
SIZE = Size(cpu=(0.5, 1.0), memory=(768, 4096))
LIFETIME_SECONDS = 1800.0
MODULE = ("engine", "stream")


class Spares:
    """Keeps one Sandbox ahead of need, once the first was asked for."""

    def __init__(self, app: modal.App, image: modal.Image) -> None:
        self._app = app
        self._image = image
        self._spare: asyncio.Task[Sandbox] | None = None

    async def take(self, seconds: float) -> Sandbox:
        """A Sandbox that nobody else has and that lives that long; whoever takes it closes it. @throws SandboxUnavailable"""
        taken, self._spare = self._spare, self._start(LIFETIME_SECONDS)
        if taken is not None:
            try:
                sandbox = await taken
                if sandbox.ends_at - time.monotonic() >= seconds and not await sandbox.has_ended():
                    return sandbox
                await sandbox.close()
            except SandboxUnavailable:
                pass  # what went wrong a while ago may work now
        return await self._start(max(seconds, LIFETIME_SECONDS))

    async def close(self) -> None:
        if self._spare is not None:
            await discard(self._spare)

    def _start(self, lifetime_seconds: float) -> asyncio.Task[Sandbox]:
        return asyncio.create_task(Sandbox.start(self._app, self._image, MODULE, SIZE, lifetime_seconds))
