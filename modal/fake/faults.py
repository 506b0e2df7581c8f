"""What goes wrong on demand."""

import asyncio
from dataclasses import dataclass
from typing import Any

from grpclib import GRPCError, Status
from modal_proto import api_pb2 as pb


@dataclass
class Fault:
    """`kind`: unavailable, throttled (come again later), refused (throttled for good), slow, lost reply, expired."""

    kind: str = "none"
    seconds: float = 0.0

    async def before(self) -> None:
        """@throws GRPCError"""
        match self.kind:
            case "unavailable":
                raise GRPCError(Status.UNAVAILABLE, "The server is away.")
            case "throttled":
                raise GRPCError(Status.RESOURCE_EXHAUSTED, "Too many requests.", [pb.RPCRetryPolicy(retry_after_secs=self.seconds)])
            case "refused":
                raise GRPCError(Status.RESOURCE_EXHAUSTED, "Too many requests.")
            case "expired":
                raise GRPCError(Status.NOT_FOUND, "The function call has expired.")
            case "slow":
                await asyncio.sleep(self.seconds)

    async def after(self) -> None:
        """@throws GRPCError"""
        if self.kind == "lost reply":
            raise GRPCError(Status.UNAVAILABLE, "The connection broke.")


class Faults:
    """Each is asked for by the name of a procedure, for a number of its calls."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}

    def add(self, *, method: str, kind: str, times: int = 1, seconds: float = 0.0, **_rest: Any) -> None:
        self._waiting.setdefault(method, []).extend([Fault(kind, seconds)] * times)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str) -> Fault:
        waiting = self._waiting.get(method)
        return waiting.pop(0) if waiting else Fault()
