"""A box that does no work itself: it forks for each job, and the fork becomes a box of its own before it reads a byte of the job.

There are two kinds. One has Manim in it, for scenes. The other is small and has what looks at results and sets formulas for everybody: what a scene's
code learns of the layout of its own memory, which all forks of one zygote share, is of no use against those.

What a fork could share with others is taken from it first: files (another place to write, no descriptor but its own), processes (a namespace of
its own), rights. Its memory is a copy. Who sends requests is our own code outside, over a socket that no fork keeps.

Standard output: one line of JSON, null or why no box can be made within this one.
"""

import gc
import importlib
import json
import os
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress

from engine.box.command import BoxLimits
from engine.box.first_process import attend
from engine.box.namespaces import apply_filter, drop_rights, enter_root, leave_namespaces, make_root
from engine.box.ready import ready
from engine.box.seccomp import build_filter
from engine.serve import prepare_surroundings

SCENES, OUR_OWN = "scenes", "our-own"
# What a fork can be asked to be.
MODULES = {SCENES: ("engine.box.inside", "engine.box.canary"), OUR_OWN: ("engine.box.look", "engine.box.typesetter")}
LONGEST_REQUEST = 4096
MOST_DESCRIPTORS = 16


def main(arguments: Sequence[str]) -> None:
    """The arguments are the descriptor of the socket on which requests come ({"module", "limits"}, with status, input, output, error and more), and the kind."""
    number, kind = arguments
    control = socket.socket(fileno=int(number))
    control.set_inheritable(False)
    prepare_surroundings()
    mains = {name: importlib.import_module(name).main for name in MODULES[kind]}
    if kind == SCENES:
        importlib.import_module("engine.warm").load_ahead()
    program = build_filter()
    # What is here stays for good: no collection touches it, so that forks go on sharing it.
    gc.collect()
    gc.freeze()
    print(json.dumps(why_not(program)), flush=True)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, MOST_DESCRIPTORS)
        if not message:
            return
        request = json.loads(message)
        child = fork(descriptors[3]) if is_wanted(descriptors[0]) else None
        if child == 0:
            control.close()
            become_box(BoxLimits(**request["limits"]), program, descriptors, mains[request["module"]])
        for descriptor in descriptors:
            os.close(descriptor)
        if child is not None:
            os.waitpid(child, 0)


def is_wanted(status: int) -> bool:
    """Whether whoever asked still waits: while this process was held up, many boxes may have been called off."""
    return not ready([status])  # nothing is said there before a box has begun, so that it can only be the end


def fork(log: int) -> int | None:
    """Where there is no process or no memory left, that is said of this one box: those that are there go on."""
    try:
        return os.fork()
    except OSError as error:
        with suppress(OSError):  # nobody listens any more
            os.write(log, f"it cannot be forked: {error.strerror}\n".encode())
        return None


def become_box(limits: BoxLimits, program: bytes, descriptors: list[int], module_main: Callable[[Sequence[str]], int | None]) -> None:
    """Never returns. This process ends when the first of the box is there, which is nobody's child any more that anyone in the box could see."""
    try:
        leave_namespaces()
        make_root(limits)
        if os.fork() != 0:
            os._exit(0)
        os.setsid()
        enter_root()
        drop_rights()
        apply_filter(program)
        attend(limits, descriptors, module_main)
    except BaseException:
        os.write(descriptors[3], traceback.format_exc().encode())
    finally:
        os._exit(1)  # whatever happens, there is only one zygote


def why_not(program: bytes) -> str | None:
    """Tries all but the start of a module in a fork."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            leave_namespaces()
            make_root(BoxLimits())
            first = os.fork()
            if first != 0:
                os._exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]) & 1)
            enter_root()
            drop_rights()
            apply_filter(program)
            os._exit(0)
        except BaseException as error:
            os.write(writer, (str(error) or repr(error)).encode())
        os._exit(1)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    reason = os.read(reader, LONGEST_REQUEST).decode(errors="replace")
    os.close(reader)
    return None if status == 0 else reason or "the attempt did not survive"


if __name__ == "__main__":
    main(sys.argv[1:])
