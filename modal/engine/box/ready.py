"""Which descriptors there is something to read from: of any number, where select() knows those below 1024 and a worker of many renders has more."""

import select
from collections.abc import Iterable


def ready(descriptors: Iterable[int], seconds: float = 0) -> list[int]:
    """Waits at most that long for one of them. A handle of a process is ready when that has ended."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return [descriptor for descriptor, _ in poll.poll(seconds * 1000)]
