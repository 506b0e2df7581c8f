"""Doors of the kernel that a scene has no use for."""

from attacks.attack import Attack, refused, reports


def _calls(*calls: tuple[str, int, int, tuple[int, ...]]) -> Attack:
    """System calls past every library, by name, number on x86_64 and on aarch64, and arguments. All but EPERM (1) is reported."""
    return reports(
        f"""
        import ctypes, platform
        libc = ctypes.CDLL(None, use_errno=True)
        got = []
        for name, x86_64, aarch64, arguments in {calls!r}:
            ctypes.set_errno(0)
            result = libc.syscall(x86_64 if platform.machine() == "x86_64" else aarch64, *(arguments or (0,)))
            if (result, ctypes.get_errno()) != (-1, 1):
                got.append((name, result, ctypes.get_errno()))
        raise Got("got " + repr(got))
        """,
        [],
    )


ATTACKS = {
    "namespaces of its own": _calls(
        ("user", 272, 97, (0x10000000,)),
        ("mount", 272, 97, (0x00020000,)),
        ("network", 272, 97, (0x40000000,)),
        ("process ids", 272, 97, (0x20000000,)),
        ("a child in one", 56, 220, (0x10000011, 0, 0, 0, 0)),
        ("somebody else's", 308, 268, (0, 0)),
    ),
    "mounts": _calls(("mount", 165, 40, (0, 0, 0, 0, 0)), ("fsopen", 430, 430, (0, 0)), ("pivot_root", 155, 41, (0, 0)), ("umount", 166, 39, (0, 0))),
    "ptrace": _calls(("attach", 101, 117, (16, 1, 0, 0)), ("traceme", 101, 117, (0, 0, 0, 0))),
    "another process's memory": _calls(
        ("read", 310, 270, (1, 0, 0, 0, 0, 0)), ("write", 311, 271, (1, 0, 0, 0, 0, 0)), ("pidfd", 434, 434, (1, 0)), ("kcmp", 312, 272, (1, 1, 0, 0, 0))
    ),
    "a program for the kernel": _calls(("bpf", 321, 280, (0, 0, 0)), ("seccomp", 317, 277, (0, 0, 0))),
    "rings of input and output": _calls(("setup", 425, 425, (8, 0)), ("enter", 426, 426, (0, 0, 0, 0, 0, 0)), ("aio", 206, 0, (1, 0))),
    "keys": _calls(("add_key", 248, 217, (0, 0, 0, 0, 0)), ("request_key", 249, 218, (0, 0, 0, 0)), ("keyctl", 250, 219, (0, -3, 0))),
    "faults, counters and another personality": _calls(
        ("userfaultfd", 323, 282, (0,)), ("perf_event_open", 298, 241, (0, 0, -1, -1, 0)), ("personality", 135, 92, (8,))
    ),
    "memory and messages between processes": _calls(
        ("shmget", 29, 194, (0, 4096, 0o1777)), ("msgget", 68, 186, (0, 0o1777)), ("semget", 64, 190, (0, 1, 0o1777)), ("mq_open", 240, 180, (0, 66, 0o600, 0))
    ),
    "pages that move between pipes": _calls(("splice", 275, 76, (0, 0, 0, 0, 0, 0)), ("tee", 276, 77, (0, 0, 0, 0)), ("vmsplice", 278, 75, (0, 0, 0, 0))),
    "memory of the kernel that nobody counts": _calls(
        ("many watches", 291, 20, (0,)), ("a larger pipe", 72, 25, (0, 1031, 2**20)), ("a pipe for the kernel", 293, 59, (0, 0x80)),
        ("a lock on a part of a file", 72, 25, (0, 6, 0)), ("a lease", 72, 25, (0, 1024, 0)), ("notices", 72, 25, (0, 1026, 1)), ("inotify", 294, 26, (0,)),
    ),
    "the machine itself": _calls(
        ("clock", 227, 112, (0, 0)), ("module", 313, 273, (0, 0, 0)), ("reboot", 169, 142, (0, 0, 0, 0)), ("swapon", 167, 224, (0, 0)),
        ("sethostname", 170, 161, (0, 0)), ("syslog", 103, 116, (0, 0, 0)), ("kexec", 246, 104, (0, 0, 0, 0)),
    ),
    "root": refused("import os\nos.setuid(0)"),
    "another architecture's calls": Attack(
        """
        import ctypes, platform
        if platform.machine() != "x86_64": ctypes.CDLL(None).raise_(31)
        ctypes.CDLL(None).syscall(0x40000000 + 41, 2, 1, 0)
        """,
        "CRASHED",
        "SIGSYS",
    ),
}
