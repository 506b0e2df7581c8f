"""The fake of Modal's servers against the protocol that the SDK brings: when that changes, this says where."""

import inspect
import json
import tomllib
import typing
from importlib.metadata import version
from pathlib import Path

import pytest
from fake.apps import Apps
from fake.containers import Containers
from fake.function_calls import FunctionCalls
from fake.queues import Blobs, Queues
from fake.router import Router
from fake.rpc import methods_of
from fake.sandboxes import Sandboxes
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message
from modal_proto import api_pb2, task_command_router_pb2

MODAL = Path(__file__).parent.parent
APPS = Apps()
PLANE = [APPS, Queues(), Blobs(""), Sandboxes(APPS, ""), FunctionCalls(APPS, Containers("", Path("/dev/null")))]
SERVICES = {
    "ModalClient": (api_pb2.DESCRIPTOR.services_by_name["ModalClient"], PLANE),
    "TaskCommandRouter": (task_command_router_pb2.DESCRIPTOR.services_by_name["TaskCommandRouter"], [Router(Sandboxes(APPS, ""))]),
}


@pytest.mark.parametrize("name", SERVICES)
def test_every_method_of_the_fake_is_one_of_the_protocol_with_its_types(name: str) -> None:
    service, parts = SERVICES[name]
    for method, implementation in methods_of(parts).items():
        described = service.methods_by_name.get(method)
        assert described is not None, f"{method} is gone from {name}"
        types = typing.get_type_hints(inspect.unwrap(implementation))
        answer = types.pop("return")
        streams = "send" in types
        assert streams == described.server_streaming, method
        if not streams:
            assert answer.DESCRIPTOR is described.output_type, f"{method} answers {described.output_type.name} now"
        given = next(iter(types.values()))
        if isinstance(given, type) and issubclass(given, Message):
            assert given.DESCRIPTOR is described.input_type, f"{method} is given {described.input_type.name} now"


def test_both_sdks_are_pinned_to_the_versions_that_were_tried() -> None:
    project = tomllib.loads((MODAL / "pyproject.toml").read_text())
    assert f"modal=={version('modal')}" in project["dependency-groups"]["dev"]
    package = json.loads((MODAL.parent / "package.json").read_text())
    assert package["dependencies"]["modal"] == "0.11.1"
