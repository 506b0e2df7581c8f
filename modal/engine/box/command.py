"""The command that makes a box: drop rights, set limits, leave every namespace, show what may be seen, and only then run something."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from engine.box.view import PACKAGES, PROGRAM, View

MEBIBYTE = 2**20
# The user that a box belongs to when root starts it; nobody else's. With root's own id the limit of processes would not hold.
USER_FOR_ROOT = 61_000
# Who the code is inside: nobody.
USER_INSIDE = 65_534
# Below this directory nobody keeps files and a box needs none, so that a private mount namespace can use it.
STAGE = "/sys"
WORK = "/job"
# Where a box within a box has its root.
ROOT_OF_NESTED = "/box"
# For whoever looks at a result: itself, the first process, and two that libraries may want.
PROCESSES_TO_LOOK = 4
# Not zero: who maps it shared gets memory that no process is seen to have (see seccomp.py).
DEVICES = ("null", "full", "random", "urandom")


@dataclass(frozen=True)
class BoxLimits:
    """What holds from the first moment, before there is a job with limits of its own. Bytes."""

    address_space: int = 8 * 2**30
    disk: int = 1536 * MEBIBYTE
    # More than the watchdog allows: for what is faster than it.
    files: int = 200_000
    # A render needs a handful (TeX, one at a time); threads count, too.
    processes: int = 64
    open_files: int = 256


@dataclass(frozen=True)
class Descriptors:
    """Numbers of what bubblewrap itself reads and writes."""

    seccomp: int
    environment_file: int
    status: int
    sync: int

    def all(self) -> tuple[int, ...]:
        return (self.seccomp, self.environment_file, self.status, self.sync)


def box_command(
    view: View, limits: BoxLimits, descriptors: Descriptors, module: str, arguments: Sequence[str] = (), *, nests: bool = False
) -> list[str]:
    """Runs `python -m module` in a box. What the parts need is in `view`; nothing else of the host is there.

    A box that `nests` is for code of ours that makes other boxes in it: it keeps the right to, and puts the filter on those.
    """
    inner = [view.python, "-s", "-P", "-B", "-u", "-m", module, *arguments]
    holds = _nesting() if nests else _holding(descriptors)
    if os.geteuid() != 0:
        return [*_limits(limits), *_bubblewrap(view, view.binds, limits, descriptors, holds), "--", *inner]
    private = [source for source, _ in view.binds if not is_public(source)]
    stages = {source: f"{STAGE}/{index}" for index, source in enumerate(private)}
    binds = [(stages.get(source, source), inside) for source, inside in view.binds]
    command = [*_dropping_rights(), *_limits(limits), *_bubblewrap(view, binds, limits, descriptors, holds), "--", *inner]
    return [*_staging(private), *command] if private else command


def is_public(path: str) -> bool:
    """Whether any user may reach `path`: a home directory of mode 0700 on the way there hides it."""
    while path != "/":
        mode = os.stat(path).st_mode
        if not mode & stat.S_IROTH or (stat.S_ISDIR(mode) and not mode & stat.S_IXOTH):
            return False
        path = os.path.dirname(path)
    return True


def _staging(sources: list[str]) -> list[str]:
    """Binds each source into a mount namespace that only this box has, where the user that the rights are dropped to can reach it."""
    script = f"""set -e; mount -t tmpfs -o mode=755,size=1m stage {STAGE}; index=0
        while [ "$1" != -- ]; do
            if [ -d "$1" ]; then mkdir {STAGE}/$index; else : >{STAGE}/$index; fi
            mount --bind "$1" {STAGE}/$index; index=$((index + 1)); shift
        done; shift; exec "$@" """
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *sources, "--"]


def _dropping_rights() -> list[str]:
    user = f"{USER_FOR_ROOT}"
    return [
        "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--",
    ]  # fmt: skip


def _limits(limits: BoxLimits) -> list[str]:
    # Locked memory as the kernel's own default; signals may wait for each of the processes that there can be.
    return ["prlimit", f"--as={limits.address_space}", f"--nofile={limits.open_files}", "--core=0", "--memlock=65536", "--msgqueue=0", "--"]


def _holding(descriptors: Descriptors) -> list[str]:
    return ["--disable-userns", "--seccomp", f"{descriptors.seccomp}"]


def _nesting() -> list[str]:
    """The right to make namespaces and mounts, within this box alone, and a place for the root of those in it."""
    return ["--cap-add", "CAP_SYS_ADMIN", "--dir", ROOT_OF_NESTED]


def _bubblewrap(view: View, binds: list[tuple[str, str]], limits: BoxLimits, descriptors: Descriptors, holds: list[str]) -> list[str]:
    words = [
        "bwrap", "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--uid", f"{USER_INSIDE}", "--gid", f"{USER_INSIDE}", "--hostname", "render",
        "--new-session", "--die-with-parent", "--cap-drop", "ALL", "--clearenv",
        "--json-status-fd", f"{descriptors.status}", "--sync-fd", f"{descriptors.sync}",
    ]  # fmt: skip
    for outside, inside in binds:
        words += ["--ro-bind", outside, inside]
    for target, link in view.links:
        words += ["--symlink", target, link]
    words += ["--file", f"{descriptors.environment_file}", f"{PACKAGES}/pyvenv.cfg"]
    for device in DEVICES:
        words += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    # One place to write, so that one number says how much was written and how many files there are.
    words += ["--size", f"{limits.disk}", "--perms", "0700", "--tmpfs", WORK]
    words += ["--dir", f"{WORK}/tmp", "--symlink", f"{WORK}/tmp", "/tmp", "--dir", f"{WORK}/shm", "--symlink", f"{WORK}/shm", "/dev/shm"]
    for name, value in _environment(view).items():
        words += ["--setenv", name, value]
    return [*words, "--chdir", WORK, *holds, "--remount-ro", "/"]


def _environment(view: View) -> dict[str, str]:
    return {
        "PATH": view.search_path,
        "HOME": WORK,
        "TMPDIR": f"{WORK}/tmp",
        "LANG": "C.UTF-8",
        "PYTHONPATH": PROGRAM,
        # The order in which a set is walked is then the same each time.
        "PYTHONHASHSEED": "0",
        # More threads gain nothing for matrices of this size.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "TEXMFHOME": f"{WORK}/.texmf",
        "TEXMFVAR": f"{WORK}/.texmf-var",
        "TEXMFCONFIG": f"{WORK}/.texmf-config",
    }
