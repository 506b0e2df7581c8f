"""The first process of a box within the zygote's: starts the one that does the work, reaps what is orphaned, says how it ended, and ends the box with it.

Its code is ours alone. No signal from inside reaches it but those it handles, and the whole box dies with it.
"""

import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

from engine.box.command import BoxLimits

STARTED, GO = b"started", b"go"


def attend(limits: BoxLimits, descriptors: list[int], module_main: Callable[[Sequence[str]], int | None]) -> NoReturn:
    """`descriptors` are the status socket, then standard input, output and error, then what the module is given by number."""
    status = descriptors[0]
    for number in (signal.SIGINT, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)  # a first process does not get what it does not handle
    _close_all_but(descriptors)
    os.write(status, STARTED)
    if os.read(status, len(GO)) != GO:
        os._exit(0)
    bell, ring = os.pipe()
    os.set_blocking(ring, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
    worker = os.fork()
    if worker == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # as Python has it
        for own in (status, bell, ring):
            os.close(own)
        work(limits, descriptors[1:], module_main)
    for descriptor in descriptors[1:]:
        os.close(descriptor)
    poll = select.poll()
    poll.register(status, 0)  # the end of whoever watches is reported always
    poll.register(bell, select.POLLIN)
    while True:
        if any(number == status for number, _ in poll.poll()):
            os._exit(0)
        os.read(bell, 512)
        _reap(worker, status)


def work(limits: BoxLimits, descriptors: list[int], module_main: Callable[[Sequence[str]], int | None]) -> NoReturn:
    """Becomes what `python -m module` would be."""
    os.setsid()
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number, inheritable=True)
        os.close(descriptor)
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space, limits.address_space))
    resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes, limits.processes))
    arguments = [str(number) for number in descriptors[3:]]
    sys.argv[1:] = arguments
    try:
        code = module_main(arguments) or 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 0 if leaving.code is None else 1
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # the scene may have put something else in their place
            stream.flush()
    os._exit(code)


def _reap(worker: int, status: int) -> None:
    """Tells the worker's exit code and the processor seconds of all that was waited for, and ends the box, once the worker has ended."""
    while True:
        try:
            process, how = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if process == 0:
            return
        if process == worker:
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            os.write(status, f"{os.waitstatus_to_exitcode(how)} {used.ru_utime + used.ru_stime:.4f}".encode())
            os._exit(0)


def _close_all_but(descriptors: list[int]) -> None:
    kept = sorted(descriptors)
    for low, high in zip([2, *kept], [*kept, os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(low + 1, high)
