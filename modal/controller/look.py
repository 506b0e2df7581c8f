"""Has a finished video looked at in a Sandbox of its own: where a stranger's code ran, nobody can be believed."""

import asyncio

import modal
from controller.sandbox import Sandbox, SandboxUnavailable, Size, discard
from engine.box.deliveries import Delivery
from engine.box.inspector import LONGEST_ANSWER, SECONDS_TO_LOOK, BadFile, Facts, InspectionFailed, facts_in, parts_of

# It waits through the render, with as little as can be had, and then works for a moment.
SIZE = Size(cpu=(0.125, 1.0), memory=(128, 3072))
READY = b'"ready"\n'


class Look:
    """One Sandbox that looks at one result, started before there is one."""

    def __init__(self, app: modal.App, image: modal.Image, lifetime_seconds: float) -> None:
        self._starting = asyncio.create_task(Sandbox.start(app, image, ("engine.box.look",), SIZE, lifetime_seconds))
        self._answer = b""

    async def look(self, video: Delivery, poster: Delivery) -> Facts:
        """@throws BadFile, InspectionFailed"""
        try:
            async with asyncio.timeout(SECONDS_TO_LOOK):
                sandbox = await self._starting
                await asyncio.gather(sandbox.give(parts_of(video, poster)), sandbox.listen(self._take))
        except (SandboxUnavailable, modal.exception.Error, OSError, TimeoutError) as error:
            if not self._answer.startswith(READY):
                raise InspectionFailed(str(error) or "nobody could look at it in time") from error
        # It was there, and then it saw the file: what became of it is the file's doing.
        if not self._answer.startswith(READY):
            raise InspectionFailed("the Sandbox for looking at results did not start")
        return facts_in(self._answer.removeprefix(READY))

    async def close(self) -> None:
        await discard(self._starting)

    def _take(self, data: bytes) -> None:
        self._answer = (self._answer + data)[:LONGEST_ANSWER]


class Seen:
    """The facts, for whoever asks for them in the way of the local box."""

    def __init__(self, facts: Facts | BadFile) -> None:
        self._facts = facts

    def look(self, _video: Delivery, _poster: Delivery) -> Facts:
        """@throws BadFile"""
        if isinstance(self._facts, BadFile):
            raise self._facts
        return self._facts
