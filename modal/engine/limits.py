"""What the kernel holds this process to, and a plain word when it does."""

import faulthandler
import math
import resource
import signal
import time
from collections.abc import Callable
from types import FrameType

from engine.protocol import Limits

# What a scene may not use but the report about it may.
RESERVE_BYTES = 256 * 2**20
RESERVE_CPU_SECONDS = 5
# A signal that arrives while a line is being written is ignored; the next one comes this much later.
REPEAT_SECONDS = 0.25
LAST_WORDS_SECONDS = 1.0

OnTimeOut = Callable[[str, FrameType | None], None]


def apply_limits(limits: Limits, on_time_out: OnTimeOut) -> None:
    """Limits address space, CPU time, the size of a file and wall time.

    `on_time_out` runs in the main thread with a sentence and the frame that was being executed. Where a scene blocks even
    that, only the caller's own clock is left.
    """
    _limit(resource.RLIMIT_AS, limits.memory_bytes, RESERVE_BYTES)
    # The kernel counts from the start of the process; importing Manim is not the scene's doing.
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds + math.ceil(time.process_time()), RESERVE_CPU_SECONDS)
    _limit(resource.RLIMIT_FSIZE, limits.output_bytes, 0)
    _limit(resource.RLIMIT_CORE, 0, 0)
    cpu = f"The scene took more than {limits.cpu_seconds:g} seconds of processor time."
    wall = f"The scene took more than {limits.wall_seconds:g} seconds."
    signal.signal(signal.SIGXCPU, lambda _signal, frame: on_time_out(cpu, frame))
    signal.signal(signal.SIGALRM, lambda _signal, frame: on_time_out(wall, frame))
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds, REPEAT_SECONDS)
    # Where even this does not get through, the log will tell where the code was.
    faulthandler.dump_traceback_later(limits.wall_seconds + LAST_WORDS_SECONDS)


def give_reserve() -> None:
    """Gives the report, which may follow memory that ran out, its reserve. The clocks go on: to say what it is, an error of the scene's runs code."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def lift_limits() -> None:
    """Stops the clocks, too."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    faulthandler.cancel_dump_traceback_later()
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    give_reserve()


def _limit(name: int, value: int, reserve: int) -> None:
    _, hard = resource.getrlimit(name)
    ceiling = value + reserve if hard == resource.RLIM_INFINITY else min(value + reserve, hard)
    try:
        resource.setrlimit(name, (min(value, ceiling), ceiling))
    except (ValueError, OSError):
        # macOS knows RLIMIT_AS and refuses it.
        if name != resource.RLIMIT_AS:
            raise
