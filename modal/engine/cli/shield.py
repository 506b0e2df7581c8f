"""A render has a process of its own: whichever of the two is killed, the other is left to clear up."""

import ctypes
import os
import signal
from collections.abc import Callable
from types import FrameType

from engine.cli.stop import Stop

PR_SET_PDEATHSIG = 1


def run_shielded(work: Callable[[], int], stop: Stop) -> int:
    """What `work` answers, in both processes: it is done in a new one, for which this one waits.

    The new one has a session of its own, so that what ends this one's whole group does not end it. The signals that `stop` takes note of are passed
    on to it, and so is that this one was killed, as SIGTERM. @throws ChildProcessError when the new one was
    """
    waiting = os.getpid()
    working = os.fork()
    if working == 0:
        os.setsid()
        _end_with(waiting)
        return work()
    stop.pass_on_to(working)
    signal.signal(signal.SIGTSTP, _pausing(working))
    code = os.waitstatus_to_exitcode(os.waitpid(working, 0)[1])
    if code < 0:
        raise ChildProcessError(f"The process that renders was killed by {signal.Signals(-code).name}: was there memory left?")
    return code


def _end_with(waiting: int) -> None:
    """Has SIGTERM come when that process is gone. The kernel says so with SIGCONT, which also wakes one that was paused."""

    def look(_number: int = 0, _frame: FrameType | None = None) -> None:
        if os.getppid() != waiting:
            os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGCONT, look)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGCONT, 0, 0, 0)
    look()


def _pausing(working: int) -> Callable[[int, FrameType | None], None]:
    """Ctrl-Z is for both, too, until this one is told to go on."""

    def pause(_number: int, _frame: FrameType | None) -> None:
        os.kill(working, signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.kill(working, signal.SIGCONT)

    return pause
