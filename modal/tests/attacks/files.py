"""Files of the machine, of other jobs and of the engine; secrets."""

from attacks.attack import Attack, refused, reports


def _reads(path: str) -> Attack:
    return Attack(f"open({path!r}).read()", "SCENE_ERROR", "No such file or directory", 5)


def _writes(path: str) -> Attack:
    return refused(f"open({path!r}, 'w')", 5)


ATTACKS = {
    "the users": _reads("/etc/passwd"),
    "disks, memory, terminals and other processes": reports(
        """
        import os
        def opens(path):
            try: return open(path, "rb").read(1) is not None
            except OSError: return False
        paths = ["/proc/self/environ", "/proc/1/root/etc/passwd", "/proc/1/mem", "/sys/kernel", "/dev/vda", "/dev/sda", "/dev/mem", "/dev/kmsg",
                 "/dev/tty", "/dev/ptmx", "/dev/fuse", "/dev/kvm", "/etc/shadow", "/run/docker.sock", "/home", "/root/.ssh", "/var/log"]
        raise Got("got " + repr([path for path in paths if opens(path)]))
        """,
        [],
    ),
    "the engine, to write": _writes("/opt/arxiviz/engine/render.py"),
    "a package, to write": _writes("/opt/venv/lib/evil.pth"),
    "the root, to write": _writes("/evil"),
    "a directory among the devices": refused("import os\nos.mkdir('/dev/evil')"),
    "the engine's directory, to rename": refused("import os\nos.rename('/opt/arxiviz', '/opt/other')"),
    "a device, to make": refused("import os\nos.mknod('null', 0o666 | 0o020000, os.makedev(1, 3))"),
    "a FIFO, to make": refused("import os\nos.mkfifo('/job/out/video.mp4')"),
    "another root": refused("import os\nos.chroot('/job')"),
    "the engine, linked into the output": Attack("import os\nos.link('/opt/arxiviz/engine/render.py', '/job/out/video.mp4')", "SCENE_ERROR", "Invalid cross-device link", 6),
    "files of others, wherever they may be": reports(
        """
        import os
        mine = ("/job", "/usr/lib", "/usr/share", "/opt", "/lib", "/lib64")
        got = [os.path.join(where, name) for where, _, names in os.walk("/") for name in names
               if name.endswith((".mp4", ".env", ".ssh", "id_rsa", "passwd", "shadow", "package.json", ".sock")) and not where.startswith(mine)]
        raise Got("got " + repr(got))
        """,
        [],
    ),
    "secrets in the environment": reports(
        """
        import os
        raise Got("got " + repr([name for name, value in os.environ.items() if "SECRET" in name or "hunter2" in value]))
        """,
        [],
    ),
    "descriptors that somebody left open": reports(
        """
        import os, stat
        def kind(number):
            try: return stat.S_ISFIFO(os.fstat(number).st_mode)
            except OSError: return None
        got = [number for number in range(3, 256) if kind(number) is False and not os.path.samestat(os.fstat(number), os.stat("/dev/null"))]
        raise Got("got " + repr(got))
        """,
        [],
    ),
    "a file by its handle": reports(
        """
        import ctypes, platform
        call = {"x86_64": 304, "aarch64": 265}[platform.machine()]
        libc = ctypes.CDLL(None, use_errno=True)
        libc.syscall(call, -100, bytes(64), 0)
        raise Got("got " + repr(ctypes.get_errno()))
        """,
        1,
    ),
}
