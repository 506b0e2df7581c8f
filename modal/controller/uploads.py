"""Brings files into the worker's object store without a key of it: with requests that the worker signed for exactly these files."""

import asyncio
import http.client
import json
import queue
import time
import urllib.error
import urllib.request
from contextlib import suppress
from typing import Any

import modal
from controller.progress import SECONDS_TO_PUT, ProgressLine
from engine.box.deliveries import Delivery

# How long the worker may take to sign; it may be starting again just now. Then the files go back with the result.
SECONDS_TO_SIGN = 45.0
SECONDS_BETWEEN_ASKING = 3.0
SECONDS_TO_STORE = 300.0
TRIES = 3
SECONDS_BETWEEN_TRIES = 1.0

Request = dict[str, Any]
"""`url` and `headers` of a PUT."""


async def place(files: dict[str, Delivery], line: ProgressLine, answers: modal.Queue, partition: str) -> bool:
    """Whether all files are in the store. Where not, nothing is lost: they are still here."""
    requests = await _ask(files, line, answers, partition)
    if requests is None or set(requests) != set(files):
        return False
    stored = await asyncio.gather(*(asyncio.to_thread(store, file, requests[name]) for name, file in files.items()))
    return all(stored)


async def _ask(files: dict[str, Delivery], line: ProgressLine, answers: modal.Queue, partition: str) -> dict[str, Request] | None:
    """Asks again and again: whoever takes the render up later has not heard the first question."""
    question = {"type": "store", "files": {name: {"sha256": file.sha256, "bytes": file.size} for name, file in files.items()}}
    deadline = time.monotonic() + SECONDS_TO_SIGN
    while time.monotonic() < deadline:
        await line.put(question)
        with suppress(modal.exception.Error, OSError, TimeoutError, ValueError, queue.Empty):
            async with asyncio.timeout(SECONDS_BETWEEN_ASKING + SECONDS_TO_PUT):
                answer = await answers.get.aio(timeout=SECONDS_BETWEEN_ASKING, partition=partition)
            if answer is not None:
                return json.loads(answer)
    return None


def store(file: Delivery, request: Request) -> bool:
    """Whether the file is in the store now. What may pass is tried again."""
    for attempt in range(TRIES):
        if attempt:
            time.sleep(SECONDS_BETWEEN_TRIES * 2 ** (attempt - 1))
        try:
            with file.final.open("rb") as body:
                headers = {**request["headers"], "content-length": str(file.size)}
                put = urllib.request.Request(request["url"], data=body, headers=headers, method="PUT")
                with urllib.request.urlopen(put, timeout=SECONDS_TO_STORE):
                    return True
        except urllib.error.HTTPError as error:
            # 412: it is there already, under a name that holds its hash.
            if error.code == http.HTTPStatus.PRECONDITION_FAILED:
                return True
            if error.code < http.HTTPStatus.INTERNAL_SERVER_ERROR and error.code != http.HTTPStatus.TOO_MANY_REQUESTS:
                return False
        except (OSError, http.client.HTTPException):
            continue
    return False
