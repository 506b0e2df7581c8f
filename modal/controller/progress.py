"""Tells the worker how far a render is, through a Modal Queue: advisory, a few times a second."""

import asyncio
import json
import queue
from contextlib import suppress
from dataclasses import asdict
from typing import Any

import modal
from engine.protocol import Progress

SECONDS_BETWEEN = 0.4
SECONDS_TO_PUT = 5.0
# A partition is forgotten this long after its last word.
PARTITION_SECONDS = 3600


class ProgressLine:
    """One partition of a Queue. What is not told in time is left out: the next word says more."""

    def __init__(self, way: modal.Queue, partition: str) -> None:
        self._queue = way
        self._partition = partition
        self._newest: Progress | None = None
        self._telling = asyncio.create_task(self._tell())

    def offer(self, progress: Progress) -> None:
        self._newest = progress

    async def put(self, message: dict[str, Any]) -> None:
        with suppress(modal.exception.Error, OSError, TimeoutError, queue.Full):
            async with asyncio.timeout(SECONDS_TO_PUT):
                await self._queue.put.aio(json.dumps(message), partition=self._partition, partition_ttl=PARTITION_SECONDS)

    async def close(self) -> None:
        self._telling.cancel()
        with suppress(asyncio.CancelledError):
            await self._telling

    async def _tell(self) -> None:
        while True:
            newest, self._newest = self._newest, None
            if newest is not None:
                await self.put(asdict(newest))
            await asyncio.sleep(SECONDS_BETWEEN)
