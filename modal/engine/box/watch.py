"""What a box takes that the kernel does not limit for all of it together: memory of the whole tree, files, space."""

import os
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
# In /proc/<process>/stat, counted after the name (proc_pid_stat(5)): user and system time of its own, then of the children that it has waited for, and when it started.
OWN, CHILDREN, STARTED = slice(11, 13), slice(13, 15), 19

Life = tuple[int, int]
"""A process, and when it started: numbers come again."""


@dataclass(frozen=True)
class Usage:
    """`memory` is what the processes hold in bytes, shared pages counted once, and what they wrote, which is in memory, too; `files` are how many
    those are. `processor_seconds` are of all processes that are there, or were waited for by one that is, or have been seen.
    """

    memory: int
    files: int
    processor_seconds: float


def measure_usage(init: int, work: Path, worth_a_closer_look: int, seen: dict[Life, float]) -> Usage:
    """Below `worth_a_closer_look` bytes, `memory` is the quick sum that counts shared pages for each process. `seen` is for the next call."""
    processes = processes_in(namespace_of(init))
    seconds = sum(_processor_seconds(process, seen) for process in processes)
    # Those that nobody waited for are in no other sum; those that came and went between two looks are only in that of who waited for them.
    seconds = max(seconds, sum(seen.values()))
    memory = sum(_resident(process) for process in processes)
    try:
        space = os.statvfs(work)
    except OSError:  # the box has just ended
        return Usage(memory, 0, seconds)
    written = (space.f_blocks - space.f_bfree) * space.f_frsize
    if memory + written > worth_a_closer_look:
        memory = sum(_proportional(process) for process in processes)
    return Usage(memory + written, space.f_files - space.f_ffree, seconds)


def processes_in(namespace: str | None) -> list[int]:
    """All that live in a process id namespace: daemons and orphans, too."""
    if namespace is None:
        return []
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and namespace_of(name) == namespace]


def namespace_of(process: str | int) -> str | None:
    """The name of the process id namespace that `process` lives in; `None` when it is gone or somebody else's."""
    try:
        return os.readlink(f"/proc/{process}/ns/pid")
    except OSError:
        return None


def is_alive(process: int) -> bool:
    """A zombie, which only waits for somebody to ask how it ended, counts as dead."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(b")")[2].split()[0] not in (b"Z", b"X")


def _processor_seconds(process: int, seen: dict[Life, float]) -> float:
    """With the children's; in `seen`, without."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return 0.0
    fields = status.rpartition(b")")[2].split()
    own = seen[process, int(fields[STARTED])] = sum(map(int, fields[OWN])) / TICKS
    return own + sum(map(int, fields[CHILDREN])) / TICKS


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * PAGE
    except OSError:
        return 0


def _proportional(process: int) -> int:
    """The process's share of each page, from the kernel's own sum."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return _resident(process)
