"""What the zygote does to a fork of itself, so that it is a box of its own: namespaces, a place to write, another root, no rights, the filter.

Everything is done through calls of the C library, by a process of one thread in a box that has a right to it (CAP_SYS_ADMIN, there alone).
"""

import ctypes
import errno
import os
import struct

from engine.box.command import ROOT_OF_NESTED, WORK, BoxLimits

LIBC = ctypes.CDLL(None, use_errno=True)
# linux/sched.h
NEW_MOUNTS, NEW_CGROUP, NEW_UTS, NEW_IPC, NEW_USER, NEW_PROCESSES, NEW_NETWORK = (
    0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
# sys/mount.h
NO_SUID, NO_DEVICES, BIND, RECURSIVE, PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000
# linux/prctl.h
SET_NO_NEW_PRIVS, CAPBSET_DROP, SET_SECCOMP, FILTER_MODE = 38, 24, 22, 2
CAPABILITY_VERSION = 0x20080522
MOST_CAPABILITIES = 64


def leave_namespaces() -> None:
    """What is forked from now on is the first process of a new process id namespace. @throws OSError"""
    _require(LIBC.unshare(NEW_MOUNTS | NEW_PROCESSES | NEW_IPC | NEW_NETWORK | NEW_UTS), "leave the namespaces")
    if LIBC.unshare(NEW_CGROUP) != 0 and ctypes.get_errno() != errno.EINVAL:  # a kernel without control groups
        _require(-1, "leave the control group")


def make_root(limits: BoxLimits) -> None:
    """A second view of all that this box sees, with a fresh place to write in the stead of this box's own. @throws OSError"""
    _require(LIBC.mount(b"none", b"/", None, RECURSIVE | PRIVATE, None), "keep mounts to itself")
    root = ROOT_OF_NESTED.encode()
    _require(LIBC.mount(b"/", root, None, BIND | RECURSIVE, None), "show the files again")
    options = f"size={limits.disk},nr_inodes={limits.files},mode=0700".encode()
    _require(LIBC.mount(b"job", root + WORK.encode(), b"tmpfs", NO_SUID | NO_DEVICES, options), "make a place to write")


def enter_root() -> None:
    """A user namespace in which there are no users, and so no more namespaces: the kernel makes none for who has another root. @throws OSError"""
    _require(LIBC.unshare(NEW_USER), "leave the user namespace")
    os.chroot(ROOT_OF_NESTED)
    os.chdir(WORK)
    for name in ("tmp", "shm"):
        os.mkdir(name)


def drop_rights() -> None:
    """@throws OSError"""
    for number in range(MOST_CAPABILITIES):
        if LIBC.prctl(CAPBSET_DROP, number, 0, 0, 0) != 0 and ctypes.get_errno() != errno.EINVAL:  # there is no capability of that number
            _require(-1, "drop a capability")
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    _require(LIBC.capset(header, bytes(24)), "drop capabilities")
    _require(LIBC.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0), "give up new rights")


def apply_filter(program: bytes) -> None:
    """@throws OSError"""
    instructions = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog of linux/filter.h
    whole = struct.pack("@HP", len(program) // 8, ctypes.addressof(instructions))
    _require(LIBC.prctl(SET_SECCOMP, FILTER_MODE, ctypes.create_string_buffer(whole, len(whole)), 0, 0), "apply the filter")


def _require(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"it cannot {what}: {os.strerror(number)}")
