"""What a hostile scene would try first, tried in the very same box, so that nobody has to believe that it holds.

Standard output: one line of JSON, {"<name>": null or what was possible that should not be}, for the names of `promises.py`.
"""

import ctypes
import errno
import glob
import json
import mmap
import os
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence

from engine.box.inside import MOST_PROCESSES
from engine.box.seccomp import MACHINES

LIBC = ctypes.CDLL(None, use_errno=True)
PR_CAPBSET_READ, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS = 23, 21, 39
FILTER_MODE = 2
LAST_CAPABILITY, LAST_FAMILY = 40, 45
NEW_NAMESPACES = (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
# Numbers on x86_64 and on aarch64, as in syscalls.py: each gives the kernel more to get wrong than a scene has use for.
REFUSED_CALLS = {
    "ptrace": (101, 117), "mount": (165, 40), "bpf": (321, 280), "keyctl": (250, 219), "add_key": (248, 217), "io_uring_setup": (425, 425),
    "memfd_create": (319, 279), "userfaultfd": (323, 282), "perf_event_open": (298, 241), "process_vm_readv": (310, 270),
    "pidfd_open": (434, 434), "setns": (308, 268), "mknodat": (259, 33), "shmget": (29, 194), "mq_open": (240, 180), "chroot": (161, 51),
    "splice": (275, 76), "vmsplice": (278, 75), "epoll_create1": (291, 20),
}  # fmt: skip
FILES_OF_HOSTS = ("/etc/passwd", "/etc/hostname", "/proc/self", "/sys/kernel", "/home", "/run", "/usr/bin/sh", "/bin/sh", "/dev/tty", "/dev/pts")
OUR_VARIABLES = {
    "PATH", "HOME", "TMPDIR", "LANG", "PWD", "PYTHONPATH", "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS",
    "TEXMFHOME", "TEXMFVAR", "TEXMFCONFIG",
}  # fmt: skip


def fresh_filter() -> str | None:
    mode = LIBC.prctl(PR_GET_SECCOMP, 0, 0, 0, 0)
    return None if mode == FILTER_MODE else "the filter is not on"


def no_rights() -> str | None:
    if os.getuid() == 0 or LIBC.prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1:
        return "it could gain rights"
    held = [number for number in range(LAST_CAPABILITY + 1) if LIBC.prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1]
    return f"it has {len(held)} capabilities" if held else None


def no_sockets() -> str | None:
    kinds = (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET)
    opened = [family for family in range(LAST_FAMILY + 1) for kind in kinds if _works(lambda: socket.socket(family, kind))]  # noqa: B023
    return f"sockets of families {sorted(set(opened))} can be made" if opened else None


def no_host_files() -> str | None:
    seen = [path for path in FILES_OF_HOSTS if os.path.lexists(path)]
    return f"it sees {', '.join(seen)}" if seen else None


def nothing_to_write() -> str | None:
    near = [*glob.glob("/*/"), *glob.glob("/*/*/"), "/"]
    writable = [directory for directory in near if os.path.realpath(directory).split("/")[1] != "job" and _can_write_in(directory)]
    return f"it can write in {', '.join(writable[:5])}" if writable else None


def no_namespaces() -> str | None:
    made = [flag for flag in NEW_NAMESPACES if LIBC.unshare(flag) == 0]
    return "it can leave its namespaces" if made else None


def no_dangerous_calls() -> str | None:
    column = MACHINES[os.uname().machine][0]
    possible = []
    for name, numbers in REFUSED_CALLS.items():
        ctypes.set_errno(0)
        if LIBC.syscall(numbers[column], 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.EPERM:
            possible.append(name)
    return f"the kernel answers {', '.join(possible)}" if possible else None


def few_processes() -> str | None:
    resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
    # Threads, which the kernel counts alike and which cost less to make.
    over = threading.Event()
    threads = []
    try:
        for _ in range(MOST_PROCESSES + 1):
            thread = threading.Thread(target=over.wait)
            thread.start()
            threads.append(thread)
    except RuntimeError:
        return None
    finally:
        over.set()
        for thread in threads:
            thread.join()
    return f"it can start more than {MOST_PROCESSES} processes"


def little_space() -> str | None:
    space = os.statvfs("/job")
    free = space.f_bavail * space.f_frsize
    unlimited = [name for name in ("RLIMIT_AS", "RLIMIT_NOFILE") if resource.getrlimit(getattr(resource, name))[1] == resource.RLIM_INFINITY]
    if unlimited or free > 4 << 30:
        return f"{', '.join(unlimited)} without limit, {free >> 20} MiB to fill"
    uncounted = _works(lambda: mmap.mmap(-1, mmap.PAGESIZE)) or os.path.exists("/dev/zero")
    return "it can have memory that nobody counts" if uncounted else None


def no_secrets() -> str | None:
    names = sorted(set(os.environ) - OUR_VARIABLES)
    return f"it has {', '.join(names)} in its environment" if names else None


def no_descriptors() -> str | None:
    opened = [number for number in range(3, 1024) if _works(lambda: os.fstat(number))]  # noqa: B023
    return f"it holds descriptors {opened}" if opened else None


TRIALS: dict[str, Callable[[], str | None]] = {
    "filter": fresh_filter,
    "rights": no_rights,
    "network": no_sockets,
    "files": no_host_files,
    "writing": nothing_to_write,
    "namespaces": no_namespaces,
    "kernel": no_dangerous_calls,
    "processes": few_processes,
    "space": little_space,
    "secrets": no_secrets,
    "descriptors": no_descriptors,
}


def main(_arguments: Sequence[str] = ()) -> None:
    results = {name: _attempt(trial) for name, trial in TRIALS.items()}
    # Somebody who tries to stay: a daemon in a session of its own, which must be gone when the box is.
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
        os._exit(0)
    print(json.dumps(results), flush=True)
    sys.stdin.read()


def _attempt(trial: Callable[[], str | None]) -> str | None:
    try:
        return trial()
    except Exception as error:  # a trial that cannot be made proves nothing
        return f"it could not be tried: {error!r}"


def _works(action: Callable[[], object]) -> bool:
    try:
        action()
    except OSError:
        return False
    return True


def _can_write_in(directory: str) -> bool:
    path = f"{directory}/.canary"
    if not _works(lambda: os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))):
        return False
    os.unlink(path)
    return True


if __name__ == "__main__":
    main()
