"""More than its share: memory, space, files, time, output."""

from attacks.attack import Attack, refused

SHORT = {"wall_seconds": 2}
SMALL = {"memory_bytes": 2**30}

ATTACKS = {
    "memory at once": Attack("x = bytearray(10**11)", "OUT_OF_MEMORY", "more memory than it may use", 5),
    "memory bit by bit": Attack("x = []\nwhile True:\n    x.append(bytearray(10**8))", "OUT_OF_MEMORY", "more memory than it may use", 7),
    "memory shared among many": Attack(
        """
        import os, time
        for _ in range(12):
            if os.fork() == 0:
                x = bytearray(b"x") * (300 * 2**20)
                time.sleep(60)
        time.sleep(60)
        """,
        "OUT_OF_MEMORY",
        "everything it started",
        limits=SMALL,
    ),
    "memory and files together": Attack(
        """
        import time
        x = bytearray(b"x") * (200 * 2**20)
        for n in range(900):
            with open(f"x{n // 100}", "ab") as file: file.write(bytes(2**20))
        time.sleep(60)
        """,
        "OUT_OF_MEMORY",
        "everything it started",
        limits=SMALL,
    ),
    "processor time of many": Attack(
        """
        import os, signal, time
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        for _ in range(8):
            if os.fork() == 0:
                while True: pass
        time.sleep(60)
        """,
        "TIMED_OUT",
        "everything it started took more than 1 seconds of processor time",
        limits={"cpu_seconds": 1},
    ),
    # Of whom nothing is known once they have ended.
    "processor time of children that nobody waits for": Attack(
        """
        import os, signal, time
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        for _ in range(100):
            if os.fork() == 0:
                while time.process_time() < 0.5: pass
                os._exit(0)
            try: os.wait()
            except ChildProcessError: pass  # it has ended
        """,
        "TIMED_OUT",
        "everything it started took more than 1 seconds of processor time",
        limits={"cpu_seconds": 1},
    ),
    # Kept by the one page of each piece that is not given back.
    "memory that no process is seen to have": refused(
        """
        import mmap
        for _ in range(40):
            piece = mmap.mmap(-1, 2**28)
            piece.write(bytes(2**28))
            piece.resize(4096)
        """,
        7,
    ),
    "memory of a device": Attack("import mmap\nmmap.mmap(open('/dev/zero', 'r+b').fileno(), 2**28)", "SCENE_ERROR", "No such file or directory", 6),
    "memory without a name": Attack("import os\nos.memfd_create('x')", "FORBIDDEN", line=6),
    "locked memory": Attack(
        "import ctypes\nx = ctypes.create_string_buffer(2**24)\nraise Got('got ' + repr(ctypes.CDLL(None).mlock(x, 2**24)))", "SCENE_ERROR", "got -1"
    ),
    "space on the disk": Attack(
        "for n in range(99):\n    with open(f'x{n}', 'wb') as file: file.write(bytes(50 * 2**20))", "OUTPUT_TOO_LARGE", line=6
    ),
    "shared memory on the disk": Attack(
        "for n in range(99):\n    with open(f'/dev/shm/x{n}', 'wb') as file: file.write(bytes(50 * 2**20))", "OUTPUT_TOO_LARGE", line=6
    ),
    "one large file": Attack("file = open('x', 'wb')\nwhile True: file.write(bytes(2**20))", "OUTPUT_TOO_LARGE", line=6),
    "a file with holes": Attack("import os\nos.truncate(os.open('x', os.O_CREAT | os.O_WRONLY), 2**44)", "OUTPUT_TOO_LARGE", line=6),
    "half a million files": Attack("for n in range(500_000): open(f'x{n}', 'w').close()", "OUTPUT_TOO_LARGE", "more than 50,000 files"),
    "descriptors": Attack("x = [open('/dev/null') for _ in range(10_000)]", "SCENE_ERROR", "Too many open files", 5),
    "a loop that swallows everything": Attack(
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass", "TIMED_OUT", "2 seconds", 7, SHORT
    ),
    "a loop that no signal reaches": Attack(
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\nwhile True: pass", "TIMED_OUT", "2 seconds", 7, SHORT
    ),
    "a step that never comes back": Attack("import re\nre.match('(a*)*b', 'a' * 99)", "TIMED_OUT", "2 seconds", 6, SHORT),
    "limits of its own": Attack(
        "import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999))", "SCENE_ERROR", "not allowed to raise maximum limit", 6
    ),
    "output without end": Attack("while True: print('x' * 10_000)", "TIMED_OUT", "2 seconds", limits=SHORT),
    "a video without end": Attack("self.wait(10**9)", "OUTPUT_TOO_LARGE", "seconds long", 5),
}
