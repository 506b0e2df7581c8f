"""Apps, and what `modal run` and `modal deploy` tell of them: functions, classes, images, mounts."""

import time
from collections.abc import Callable
from typing import Any

from fake.ids import new_id, new_token
from fake.rpc import Refused, Send
from google.protobuf.empty_pb2 import Empty
from grpclib import Status
from modal_proto import api_pb2 as pb

DONE = pb.GenericResult(status=pb.GenericResult.GENERIC_STATUS_SUCCESS)
FORMATS = [pb.DATA_FORMAT_PICKLE, pb.DATA_FORMAT_CBOR]


class Function:
    """A function as it was defined, and what clients are told of it."""

    def __init__(self, app_id: str, request: pb.FunctionPrecreateRequest) -> None:
        self.id = new_id("fu")
        self.app_id = app_id
        self.definition = pb.Function()
        self.data = pb.FunctionData()
        self.metadata = pb.FunctionHandleMetadata(
            function_name=request.function_name,
            function_type=request.function_type,
            function_schema=request.function_schema,
            supported_input_formats=FORMATS,
            supported_output_formats=FORMATS,
            app_id=app_id,
        )
        for name, method in request.method_definitions.items():
            self.metadata.method_handle_metadata[name].CopyFrom(
                pb.FunctionHandleMetadata(
                    function_name=method.function_name,
                    function_type=method.function_type,
                    is_method=True,
                    use_method_name=name,
                    function_schema=method.function_schema,
                    supported_input_formats=FORMATS,
                    supported_output_formats=FORMATS,
                    app_id=app_id,
                )
            )


class Apps:
    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, pb.ClassHandleMetadata] = {}
        self.images: dict[str, pb.Image] = {}
        self.names: dict[str, str] = {}
        # By app: the ids of what was published in it, by name.
        self.layouts: dict[str, pb.AppLayout] = {}
        self.on_stop: Callable[[str], None] = lambda _app_id: None

    def find(self, app_name: str, tag: str) -> Function:
        layout = self.layouts.get(self.names.get(app_name, ""), pb.AppLayout())
        if tag not in layout.function_ids:
            raise Refused(Status.NOT_FOUND, f"Lookup failed for Function '{tag}' from the '{app_name}' app: App not found.")
        return self.functions[layout.function_ids[tag]]

    async def ClientHello(self, _request: Empty) -> pb.ClientHelloResponse:
        return pb.ClientHelloResponse()

    async def AuthTokenGet(self, _request: Any) -> pb.AuthTokenGetResponse:
        return pb.AuthTokenGetResponse(token=new_token())

    async def EnvironmentGetOrCreate(self, _request: Any) -> pb.EnvironmentGetOrCreateResponse:
        settings = pb.EnvironmentSettings(image_builder_version="2025.06")
        return pb.EnvironmentGetOrCreateResponse(environment_id="en-main", metadata=pb.EnvironmentMetadata(name="main", settings=settings))

    async def AppGetOrCreate(self, request: pb.AppGetOrCreateRequest) -> pb.AppGetOrCreateResponse:
        return pb.AppGetOrCreateResponse(app_id=self.names.setdefault(request.app_name, new_id("ap")))

    async def AppCreate(self, request: pb.AppCreateRequest) -> pb.AppCreateResponse:
        app_id = new_id("ap")
        return pb.AppCreateResponse(app_id=app_id, app_page_url=f"fake:{app_id}", app_logs_url=f"fake:{app_id}")

    async def AppGetByDeploymentName(self, request: pb.AppGetByDeploymentNameRequest) -> pb.AppGetByDeploymentNameResponse:
        return pb.AppGetByDeploymentNameResponse(app_id=self.names.get(request.name, ""))

    async def AppGetLayout(self, request: pb.AppGetLayoutRequest) -> pb.AppGetLayoutResponse:
        return pb.AppGetLayoutResponse(app_layout=self.layouts.get(request.app_id, pb.AppLayout()))

    async def AppPublish(self, request: pb.AppPublishRequest) -> pb.AppPublishResponse:
        layout = pb.AppLayout(function_ids=request.function_ids, class_ids=request.class_ids)
        for function_id in request.function_ids.values():
            function = self.functions[function_id]
            layout.objects.add(object_id=function_id, function_handle_metadata=function.metadata)
            for dependency in function.definition.object_dependencies:
                layout.objects.add(object_id=dependency.object_id)
        for class_id in request.class_ids.values():
            layout.objects.add(object_id=class_id, class_handle_metadata=self.classes[class_id])
        self.layouts[request.app_id] = layout
        if request.name:
            self.names[request.name] = request.app_id
        return pb.AppPublishResponse(url=f"fake:{request.app_id}", deployed_at=time.time())

    async def AppHeartbeat(self, _request: Any) -> Empty:
        return Empty()

    async def AppClientDisconnect(self, request: pb.AppClientDisconnectRequest) -> Empty:
        if request.app_id not in self.names.values():
            self.on_stop(request.app_id)
        return Empty()

    async def AppGetLogs(self, _request: Any, send: Send) -> None:
        await send(pb.TaskLogsBatch(app_done=True))

    async def FunctionPrecreate(self, request: pb.FunctionPrecreateRequest) -> pb.FunctionPrecreateResponse:
        function = Function(request.app_id, request)
        self.functions[function.id] = function
        return pb.FunctionPrecreateResponse(function_id=function.id, handle_metadata=function.metadata)

    async def FunctionCreate(self, request: pb.FunctionCreateRequest) -> pb.FunctionCreateResponse:
        function = self.functions[request.existing_function_id]
        data = request.function_data
        if request.HasField("function"):
            data = pb.FunctionData(ranked_functions=[pb.FunctionData.RankedFunction(function=request.function)])
        function.data.CopyFrom(data)
        function.definition.CopyFrom(data.ranked_functions[0].function)
        function.metadata.class_parameter_info.CopyFrom(function.definition.class_parameter_info)
        return pb.FunctionCreateResponse(
            function_id=function.id, function=function.definition, function_data=data, handle_metadata=function.metadata
        )

    async def ClassCreate(self, request: pb.ClassCreateRequest) -> pb.ClassCreateResponse:
        class_id = new_id("cs")
        self.classes[class_id] = pb.ClassHandleMetadata(methods=request.methods)
        return pb.ClassCreateResponse(class_id=class_id, handle_metadata=self.classes[class_id])

    async def FunctionGet(self, request: pb.FunctionGetRequest) -> pb.FunctionGetResponse:
        function = self.find(request.app_name, request.object_tag)
        return pb.FunctionGetResponse(function_id=function.id, handle_metadata=function.metadata, function=function.data)

    async def ClassGet(self, request: pb.ClassGetRequest) -> pb.ClassGetResponse:
        function = self.find(request.app_name, f"{request.object_tag}.*")
        class_id = self.layouts[function.app_id].class_ids[request.object_tag]
        metadata = pb.ClassHandleMetadata(class_function_id=function.id, class_function_metadata=function.metadata)
        return pb.ClassGetResponse(class_id=class_id, handle_metadata=metadata)

    async def ImageGetOrCreate(self, request: pb.ImageGetOrCreateRequest) -> pb.ImageGetOrCreateResponse:
        image_id = new_id("im")
        self.images[image_id] = request.image
        return pb.ImageGetOrCreateResponse(image_id=image_id, result=DONE, metadata=pb.ImageMetadata())

    async def MountBatchedCheckExistence(self, _request: Any) -> pb.MountBatchedCheckExistenceResponse:
        return pb.MountBatchedCheckExistenceResponse()  # whatever it is, it is there

    async def MountGetOrCreate(self, _request: Any) -> pb.MountGetOrCreateResponse:
        return pb.MountGetOrCreateResponse(mount_id=new_id("mo"), handle_metadata=pb.MountHandleMetadata())
