"""Against the arrangement itself: the process that boxes are forked from, other boxes beside this one, and what the next one finds."""

from attacks.attack import Attack, refused, reports

# What a scene leaves wherever it can, for one that comes after it to find.
POISON = """
import builtins, gc, os, sys
import manim, numpy, random
manim.Square = manim.Circle
manim.config.background_color = "#FF0000"
numpy.pi = 3
builtins.poisoned = sys.poisoned = os.environ["POISONED"] = "yes"
for place in ("/job/left", "/tmp/left", "/dev/shm/left", os.path.expanduser("~/left")):
    open(place, "w").close()
self.wait(0.1)
"""

ATTACKS = {
    "the first process, by every signal": Attack(
        """
        import os, signal
        for number in range(1, signal.NSIG):
            if number not in (32, 33):
                os.kill(1, number)
        self.wait(0.1)
        """,
        "DONE",
    ),
    "whoever is behind the first process": reports(
        """
        import os
        got = []
        for what in (os.getppid, lambda: os.getpgid(1), lambda: os.getsid(1)):
            if what() not in (0, 1): got.append(what())
        for process in range(3, 400):
            try: got.append(os.getpgid(process))
            except ProcessLookupError: pass
        raise Got("got " + repr(sorted(set(got) - {os.getpid()})))
        """,
        [],
    ),
    "the socket of the requests": reports(
        """
        import os, stat
        def is_socket(number):
            try: return stat.S_ISSOCK(os.fstat(number).st_mode)
            except OSError: return False
        import gc, socket
        held = [x for x in gc.get_objects() if isinstance(x, socket.socket) and x.fileno() >= 0]
        raise Got("got " + repr([number for number in range(256) if is_socket(number)] + held))
        """,
        [],
    ),
    "memory that others see": reports(
        """
        import ctypes, mmap
        # Anonymous shared memory made before the fork is all that a fork and its parent could share; there is no /proc to look it up in.
        import gc, multiprocessing.shared_memory
        raise Got("got " + repr([x for x in gc.get_objects() if isinstance(x, (mmap.mmap, multiprocessing.shared_memory.SharedMemory))]))
        """,
        [],
    ),
    "the zygote's own place to write": reports(
        """
        import os
        raise Got("got " + repr(sorted(os.listdir("/box")) + [name for name in os.listdir("/job") if name not in ("out", "tmp", "shm")]))
        """,
        [],
    ),
    "out of its root": reports(
        """
        import os
        home = os.open("/", os.O_RDONLY)
        for _ in range(64): os.chdir("..")
        got = [] if os.stat(".").st_ino == os.stat("/").st_ino else [os.listdir(".")]
        os.fchdir(home)
        if os.path.exists("../proc") or os.path.exists("../box/box"): got.append("more above")
        raise Got("got " + repr(got))
        """,
        [],
    ),
    "another root, to come out of this one": refused("import os\nos.mkdir('deep')\nos.chroot('deep')", 7),
    "a mount over its own": reports(
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        got = [libc.mount(b"x", b"/job", b"tmpfs", 0, None), libc.umount2(b"/job", 2), libc.unshare(0x10000000), libc.setns(0, 0)]
        raise Got("got " + repr([result for result in got if result != -1]))
        """,
        [],
    ),
    "limits of the first process, lowered": Attack(
        """
        import resource
        for name in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_STACK):
            try: resource.prlimit(1, name, (0, 0))
            except OSError: pass
        self.wait(0.1)
        """,
        "CRASHED",
        "SIGKILL",
    ),
    "time of the first process, taken": Attack(
        """
        import resource, time
        resource.prlimit(1, resource.RLIMIT_CPU, (0, 0))
        self.wait(0.1)
        """,
        "DONE",
    ),
    "all that a next one could find": Attack(POISON, "DONE"),
    "what one before it left": reports(
        """
        import builtins, os, sys, numpy, random
        got = [place for place in ("/job/left", "/tmp/left", "/dev/shm/left", os.path.expanduser("~/left")) if os.path.exists(place)]
        if Square is Circle or config.background_color.to_hex() == "#FF0000" or numpy.pi == 3: got.append("another Manim")
        if hasattr(builtins, "poisoned") or hasattr(sys, "poisoned") or "POISONED" in os.environ: got.append("a mark")
        raise Got("got " + repr(got))
        """,
        [],
    ),
    "all processes that there may be, of many children": Attack(
        """
        import os, time
        children = 0
        try:
            while True:
                if os.fork() == 0: time.sleep(600)
                children += 1
        except OSError:
            raise Got(f"got {children < 64}")
        """,
        "SCENE_ERROR",
        "got True",
    ),
    "an end of the first process by its own end": Attack("import os, signal\nos.kill(1, 9)\nos.kill(0, 9)", "CRASHED", "SIGKILL"),
}
