"""Processes that stay, that multiply, that signal others; ends in the middle."""

from attacks.attack import Attack, reports

SHORT = {"wall_seconds": 2}
DAEMON = """
import os, time
self.wait(0.1)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(600)
    os._exit(0)
"""

ATTACKS = {
    "a daemon that outlives its video": Attack(DAEMON, "DONE"),
    "a daemon that outlives its failure": Attack(DAEMON + "\n1 / 0", "SCENE_ERROR", "division by zero", 13),
    "a daemon that outlives its parent": Attack(DAEMON + "\nos._exit(0)", "CRASHED", "exit code 0"),
    "a thread that never ends": Attack("import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()\nself.wait(0.1)", "DONE"),
    "a handler at the exit": Attack("import atexit, time\natexit.register(time.sleep, 600)\nself.wait(0.1)", "DONE"),
    "a signal to everybody": Attack("import os\nos.kill(-1, 9)", "SCENE_ERROR", "No such process", 6),
    "a signal to the first process": Attack("import os\nos.kill(1, 9)\nos.kill(os.getppid(), 15)\nself.wait(0.1)", "DONE"),
    "a signal to whoever is outside": reports(
        """
        import os
        def signals(process):
            try: os.kill(process, 0)
            except OSError: return False
            return True
        # The lowest are its own: processes and threads share their numbers.
        raise Got("got " + repr([process for process in range(64, 70_000) if signals(process)]))
        """,
        [],
    ),
    "a stop of its own": Attack("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "TIMED_OUT", "2 seconds", limits=SHORT),
    "a fork bomb": Attack("import os\nwhile True:\n    os.fork()", "SCENE_ERROR", "Resource temporarily unavailable"),
    "a fork bomb that swallows everything": Attack(
        "import os\nwhile True:\n    try: os.fork()\n    except BaseException: pass", "TIMED_OUT", "2 seconds", limits=SHORT
    ),
    "a bomb of threads": Attack(
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(600,)).start()", "SCENE_ERROR", "can't start new thread"
    ),
    "another program in its place": Attack(
        "import os\nos.execv('/opt/venv/bin/python', ['python', '-c', 'while True: pass'])", "CRASHED", "SIGALRM", limits=SHORT
    ),
    "a shell": Attack("import subprocess\nsubprocess.run('id', shell=True)", "SCENE_ERROR", "/bin/sh", 6),
    "an exit in the middle": Attack("import os\nself.wait(0.1)\nos._exit(0)", "CRASHED", "exit code 0"),
    "a kill of itself": Attack("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "CRASHED", "SIGKILL"),
    "an abort": Attack("import os\nos.abort()", "CRASHED", "SIGABRT", 6),
    "a fault in memory": Attack("import ctypes\nctypes.string_at(0)", "CRASHED", "SIGSEGV", 6),
}
