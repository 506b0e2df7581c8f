"""`python -m fake [--simulated]` starts the servers, prints one line of JSON that says where, and ends when its standard input does.
`--simulated`: calls are answered as fake/simulated.py does, and no container is started."""

import asyncio
import json
import socket
import sys
import tempfile
from pathlib import Path

from fake.apps import Apps
from fake.containers import Containers
from fake.control import Control
from fake.faults import Faults
from fake.function_calls import FunctionCalls
from fake.queues import Blobs, Queues
from fake.router import Router
from fake.rpc import Calls, serve
from fake.sandboxes import Sandboxes
from fake.simulated import Simulated
from grpclib.server import Server
from modal_proto import api_grpc, api_pb2, task_command_router_grpc, task_command_router_pb2


async def main(directory: Path, simulated: bool) -> None:
    calls, faults = Calls(), Faults()
    log = directory / "containers.log"
    control = Control(calls, faults, log)
    http_url = await control.open()
    # Bound before anybody is told of it, so that nobody else gets the port.
    door = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    apps = Apps()
    queues, blobs = Queues(), Blobs(http_url)
    containers = Simulated(queues, blobs) if simulated else Containers(url, log)
    apps.on_stop = containers.retire_app
    sandboxes = Sandboxes(apps, url)
    function_calls = FunctionCalls(apps, containers)
    if isinstance(containers, Simulated):
        containers.forget = function_calls.forget_one
        control.hold = containers.hold
    control.watch(containers, sandboxes, function_calls, blobs, apps)
    plane = api_pb2.DESCRIPTOR.services_by_name["ModalClient"]
    routing = task_command_router_pb2.DESCRIPTOR.services_by_name["TaskCommandRouter"]
    parts = [apps, function_calls, queues, blobs, sandboxes]
    server = Server(
        [
            serve(api_grpc.ModalClientBase, plane, parts, calls, faults),
            serve(task_command_router_grpc.TaskCommandRouterBase, routing, [Router(sandboxes)], calls, faults),
        ]
    )
    await server.start(sock=door)
    retiring = asyncio.ensure_future(containers.retire_idle())
    print(json.dumps({"url": url, "control": http_url, "log": str(log)}), flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    retiring.cancel()
    sandboxes.close()
    await containers.close()
    server.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fake-modal-") as name:
        asyncio.run(main(Path(name), simulated="--simulated" in sys.argv))
