"""Calls of functions: what clients start, wait for and cancel, and what containers fetch and answer."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from fake.apps import Apps
from fake.containers import Container, Containers
from fake.ids import new_id, new_token
from fake.rpc import Refused
from fake.simulated import Simulated
from google.protobuf.empty_pb2 import Empty
from grpclib import Status
from modal_proto import api_pb2 as pb

SECONDS_OF_A_HEARTBEAT = 15.0
Result = pb.GenericResult


@dataclass
class Call:
    """One input of one function; ends once."""

    id: str
    function_id: str
    input: pb.FunctionInput
    invocation_type: int
    input_id: str = field(default_factory=lambda: new_id("in"))
    output: pb.FunctionGetOutputsItem | None = None
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    container: Container | None = None

    def end(self, result: Result, **more: Any) -> None:
        if self.output is None:
            self.output = pb.FunctionGetOutputsItem(result=result, idx=0, input_id=self.input_id, output_created_at=time.time(), **more)
            self.ended.set()


class FunctionCalls:
    def __init__(self, apps: Apps, containers: Containers | Simulated) -> None:
        self.calls: dict[str, Call] = {}
        self._apps = apps
        self._containers = containers
        containers.on_end = self._container_ended

    async def FunctionMap(self, request: pb.FunctionMapRequest) -> pb.FunctionMapResponse:
        call = Call(new_id("fc"), request.function_id, request.pipelined_inputs[0].input, request.function_call_invocation_type)
        self.calls[call.id] = call
        function = self._apps.functions[call.function_id]
        self._containers.hand_over(function, self._apps.layouts[function.app_id], call)
        item = pb.FunctionPutInputsResponseItem(idx=0, input_id=call.input_id, input_jwt=new_token())
        return pb.FunctionMapResponse(function_call_id=call.id, pipelined_inputs=[item], function_call_jwt=new_token())

    async def FunctionCallFromId(self, request: pb.FunctionCallFromIdRequest) -> pb.FunctionCallFromIdResponse:
        self._find(request.function_call_id)
        return pb.FunctionCallFromIdResponse(function_call_id=request.function_call_id, num_inputs=1)

    async def FunctionGetOutputs(self, request: pb.FunctionGetOutputsRequest) -> pb.FunctionGetOutputsResponse:
        call = self._find(request.function_call_id)
        try:
            await asyncio.wait_for(call.ended.wait(), request.timeout)
        except TimeoutError:
            return pb.FunctionGetOutputsResponse(num_unfinished_inputs=1, last_entry_id="0-0")
        self._find(call.id)  # it may have been forgotten meanwhile
        return pb.FunctionGetOutputsResponse(idxs=[0], outputs=[call.output], last_entry_id="1-0")

    async def FunctionCallCancel(self, request: pb.FunctionCallCancelRequest) -> Empty:
        call = self._find(request.function_call_id)
        if call.container:
            call.container.cancelled.put_nowait(call.input_id)
        else:
            call.end(Result(status=Result.GENERIC_STATUS_TERMINATED))
        return Empty()

    def forget(self) -> None:
        """All calls expire, whoever waits for them."""
        forgotten, self.calls = self.calls, {}
        for call in forgotten.values():
            call.ended.set()

    def forget_one(self, call_id: str) -> None:
        self.calls.pop(call_id, None)

    async def ContainerHello(self, _request: Empty) -> Empty:
        return Empty()

    async def ContainerHeartbeat(self, _request: Any) -> pb.ContainerHeartbeatResponse:
        container = self._containers.asking()
        try:
            cancelled = await asyncio.wait_for(container.cancelled.get(), SECONDS_OF_A_HEARTBEAT - 1)
        except TimeoutError:
            return pb.ContainerHeartbeatResponse()
        return pb.ContainerHeartbeatResponse(cancel_input_event=pb.CancelInputEvent(input_ids=[cancelled]))

    async def FunctionGetInputs(self, _request: Any) -> pb.FunctionGetInputsResponse:
        container = self._containers.asking()
        call = await container.next_call()
        if call is None:
            return pb.FunctionGetInputsResponse(inputs=[pb.FunctionGetInputsItem(kill_switch=True)])
        item = pb.FunctionGetInputsItem(
            input_id=call.input_id, input=call.input, function_call_id=call.id, function_call_invocation_type=call.invocation_type
        )
        return pb.FunctionGetInputsResponse(inputs=[item])

    async def FunctionPutOutputs(self, request: pb.FunctionPutOutputsRequest) -> Empty:
        container = self._containers.asking()
        for item in request.outputs:
            for call in [call for call in container.calls if call.input_id == item.input_id]:
                container.calls.remove(call)
                call.end(item.result, data_format=item.data_format)
        container.touch()
        return Empty()

    async def TaskResult(self, _request: Any) -> Empty:
        return Empty()

    def _find(self, call_id: str) -> Call:
        if call_id not in self.calls:
            raise Refused(Status.NOT_FOUND, f"Function call {call_id} not found.")
        return self.calls[call_id]

    def _container_ended(self, container: Container) -> None:
        for call in container.calls:
            call.end(Result(status=Result.GENERIC_STATUS_INTERNAL_FAILURE, exception="The container ended with its input."))
