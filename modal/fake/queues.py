"""Queues with partitions, and blobs for what is too large for a message."""

import asyncio
from collections import defaultdict

from fake.ids import new_id
from google.protobuf.empty_pb2 import Empty
from modal_proto import api_pb2 as pb

Partition = tuple[str, bytes]


class Queues:
    def __init__(self) -> None:
        self._items: dict[Partition, asyncio.Queue[bytes]] = defaultdict(asyncio.Queue)

    async def QueueGetOrCreate(self, request: pb.QueueGetOrCreateRequest) -> pb.QueueGetOrCreateResponse:
        return pb.QueueGetOrCreateResponse(queue_id=f"qu-{request.deployment_name}")

    async def QueuePut(self, request: pb.QueuePutRequest) -> Empty:
        for value in request.values:
            self.put(request.queue_id, request.partition_key, value)
        return Empty()

    async def QueueGet(self, request: pb.QueueGetRequest) -> pb.QueueGetResponse:
        items = self._items[request.queue_id, request.partition_key]
        try:
            values = [await asyncio.wait_for(items.get(), request.timeout)]
        except TimeoutError:
            values = []
        while values and len(values) < request.n_values and not items.empty():
            values.append(items.get_nowait())
        return pb.QueueGetResponse(values=values)

    def put(self, queue_id: str, partition: bytes, value: bytes) -> None:
        self._items[queue_id, partition].put_nowait(value)

    async def take(self, queue_id: str, partition: bytes) -> bytes:
        return await self._items[queue_id, partition].get()

    def forget(self, queue_id: str, partition: bytes) -> None:
        self._items.pop((queue_id, partition), None)


class Blobs:
    def __init__(self, url: str) -> None:
        self.contents: dict[str, bytes] = {}
        self._url = url

    async def BlobCreate(self, _request: pb.BlobCreateRequest) -> pb.BlobCreateResponse:
        blob = new_id("bl")
        url = f"{self._url}/blobs/{blob}"
        # The newer client reads the lists, the JavaScript one the single fields.
        return pb.BlobCreateResponse(blob_id=blob, upload_url=url, blob_ids=[blob], upload_urls=pb.UploadUrlList(items=[url]))

    async def BlobGet(self, request: pb.BlobGetRequest) -> pb.BlobGetResponse:
        return pb.BlobGetResponse(download_url=f"{self._url}/blobs/{request.blob_id}")
