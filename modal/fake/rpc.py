"""Turns plain methods named like Modal's remote procedures into servers of its protocol."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextvars import ContextVar
from typing import Any

from fake.faults import Faults
from google.protobuf.descriptor import ServiceDescriptor
from grpclib import GRPCError, Status
from grpclib.server import Stream

# Nobody asks again for an answer that was lost longer ago.
SECONDS_ANSWERED = 120.0
Send = Callable[[Any], Awaitable[None]]
TOKEN_ID, TOKEN_SECRET = "ak-test", "as-test"


METADATA: ContextVar[Mapping[str, Any]] = ContextVar("metadata")
"""What came with the request that is being answered: who asks, for one."""


class Refused(GRPCError):
    """What a method answers instead of a reply."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(status, message)


class Calls:
    """Which methods were called, and which of them nobody here knows."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.unknown: set[str] = set()
        # What was answered to a request that may come again because its answer was lost (x-idempotency-key).
        self.answered: dict[str, asyncio.Future[Any]] = {}


def methods_of(parts: Iterable[object]) -> dict[str, Callable[..., Any]]:
    """The procedures that `parts` implement: their public methods with names like `FunctionMap`."""
    return {name: getattr(part, name) for part in parts for name in dir(part) if name[0].isupper() and callable(getattr(part, name))}


def serve(base: type, descriptor: ServiceDescriptor, parts: Iterable[object], calls: Calls, faults: Faults) -> Any:
    """An implementation of a whole service of grpclib; what no part implements is answered so, and noted."""
    methods = methods_of(parts)
    namespace = {
        name: _handler(name, methods.get(name), calls, faults, streams=descriptor.methods_by_name[name].server_streaming)
        for name in base.__abstractmethods__
    }
    return type(base.__name__, (base,), namespace)()


def _handler(name: str, method: Callable[..., Any] | None, calls: Calls, faults: Faults, *, streams: bool) -> Callable[..., Any]:
    async def handle(self: object, stream: Stream[Any, Any]) -> None:
        calls.counts[name] = calls.counts.get(name, 0) + 1
        request = await stream.recv_message()
        if method is None:
            calls.unknown.add(name)
            raise Refused(Status.UNIMPLEMENTED, name)
        METADATA.set(stream.metadata or {})
        _authenticate(METADATA.get())
        fault = faults.take(name)
        await fault.before()
        if streams:
            await method(request, stream.send_message)
            return
        answer = await _once(method, request, METADATA.get().get("x-idempotency-key"), calls)
        await fault.after()
        await stream.send_message(answer)

    return handle


async def _once(method: Callable[[Any], Awaitable[Any]], request: Any, key: Any, calls: Calls) -> Any:
    if not key:
        return await method(request)
    if key not in calls.answered:
        calls.answered[key] = asyncio.ensure_future(method(request))
        asyncio.get_running_loop().call_later(SECONDS_ANSWERED, calls.answered.pop, key, None)
    try:
        return await asyncio.shield(calls.answered[key])
    except GRPCError:
        calls.answered.pop(key, None)  # what was refused may be asked again
        raise


def _authenticate(metadata: Mapping[str, Any]) -> None:
    # Containers and whoever talks to a Sandbox directly have no token.
    given = (metadata.get("x-modal-token-id"), metadata.get("x-modal-token-secret"))
    if given != (None, None) and given != (TOKEN_ID, TOKEN_SECRET):
        raise Refused(Status.UNAUTHENTICATED, "Token ID is malformed or does not exist.")
