"""Why a box does not start on this machine, and what its owner can do about it."""

import os
import platform
import shutil
import sys
from pathlib import Path

NEEDED = {"bwrap": "bubblewrap", "prlimit": "util-linux"}
NEEDED_BY_ROOT = {"setpriv": "util-linux", "unshare": "util-linux"}
ELSEWHERE = "Render in Docker (docker compose up) or on Modal (MODAL_TOKEN_ID and MODAL_TOKEN_SECRET)"


def remedy_for(log: str) -> str:
    """What to do when bubblewrap, or what comes before it, said `log` and nothing ran."""
    if sys.platform != "linux":
        return f"The box is made of Linux's namespaces, which {platform.system()} does not have. {ELSEWHERE}."
    needed = {**NEEDED, **(NEEDED_BY_ROOT if os.geteuid() == 0 else {})}
    absent = sorted({package for program, package in needed.items() if shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin") is None})
    if absent:
        return f"Install {' and '.join(absent)}, for example: apt-get install {' '.join(absent)}. `npm run setup` does it."
    if "resource limit" in log or "Too many open files" in log:
        return "This process has lower limits than a box is given: `ulimit -Ha` shows them. Raise them where it is started (limits.conf, or Limit… of its service)."
    if _is_on("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"):
        return (
            "AppArmor keeps bubblewrap from making user namespaces (Ubuntu from 23.10 on). `npm run setup` installs a profile that allows it; "
            "or by hand: install -m 644 scripts/setup/bwrap.apparmor /etc/apparmor.d/arxiviz-bwrap && apparmor_parser -r /etc/apparmor.d/arxiviz-bwrap"
        )
    if _reads("/proc/sys/user/max_user_namespaces") == "0" or _reads("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        return (
            "User namespaces are switched off. As root: sysctl -w user.max_user_namespaces=15000 kernel.unprivileged_userns_clone=1 "
            "(the second exists on Debian's kernels only)."
        )
    if _is_in_container():
        return (
            "In a container, user namespaces and mounts have to be allowed: start it with the seccomp profile and the flags of docker-compose.yml, "
            "or render on Modal (MODAL_TOKEN_ID and MODAL_TOKEN_SECRET)."
        )
    if "Permission denied" in log or "No such file" in log:
        return "The user that a box belongs to cannot read Python or this program: chmod -R o+rX modal, or put both where every user may read."
    return f"This machine does not let bubblewrap make namespaces. {ELSEWHERE}."


def _is_on(path: str) -> bool:
    return _reads(path) not in (None, "0")


def _reads(path: str) -> str | None:
    try:
        return Path(path).read_text().strip()
    except OSError:
        return None


def _is_in_container() -> bool:
    return os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv")
