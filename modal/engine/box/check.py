"""Does the box hold on this machine? Each promise is tried, in a box like those that scenes run in, before anything is rendered."""

import json
import time
from dataclasses import asdict, dataclass, replace

from engine.box.box import Box
from engine.box.boxes import Boxes, CannotStart
from engine.box.obstacles import remedy_for
from engine.box.watch import is_alive, namespace_of, processes_in

SECONDS_TO_TRY = 60.0
LONGEST_ANSWER = 2**16
STARTS, ENDS = "starts", "ends"
PROMISES = {
    STARTS: "a box can be made",
    "filter": "only the system calls that scenes need exist in it",
    "rights": "it has no rights and can gain none",
    "network": "no network: no socket of any family",
    "files": "no files of this machine, no devices, no other processes",
    "writing": "nothing can be written but its own, limited directory",
    "namespaces": "no namespaces of its own",
    "kernel": "no ptrace, mounts, keys, bpf, io_uring",
    "processes": "few processes",
    "space": "limited memory, space and descriptors",
    "secrets": "none of our environment",
    "descriptors": "none of our open files",
    ENDS: "nothing in it outlives it",
}
SLOWLY = "each anew, so that each render imports Manim, because this machine allows no box within another"
WEAKER = "Nothing is rendered here. Please report it, with the version of the kernel (uname -a) and of bubblewrap (bwrap --version)."


@dataclass(frozen=True)
class Promise:
    """`found` says what was possible that should not be, or, of a promise that holds, at what cost; `remedy` what to do."""

    name: str
    promise: str
    holds: bool
    found: str | None = None
    remedy: str | None = None


def check() -> list[dict[str, object]]:
    """Every promise with whether it holds. Where no box can be made there is only that one."""
    boxes = Boxes()
    try:
        while not boxes.is_ready:
            boxes.pump(1.0)
        return check_in(boxes)
    finally:
        boxes.close()


def check_in(boxes: Boxes) -> list[dict[str, object]]:
    """The same, of boxes that are there already."""
    try:
        return [asdict(promise) for promise in _try_in(boxes)]
    except (CannotStart, OSError) as error:
        return [asdict(no_box(str(error)))]


def _try_in(boxes: Boxes) -> list[Promise]:
    """@throws CannotStart, OSError"""
    answer = bytearray()
    box = boxes.start("engine.box.canary", [answer.extend])
    try:
        found = _answer(box, answer)
        if found is None:
            return [no_box(box.log.decode(errors="replace").strip()[-300:] or "it ended without a word")]
        namespace = namespace_of(box.init or 0)
        stayed = len(processes_in(namespace))
        box.end()
        left = len([process for process in processes_in(namespace) if is_alive(process)])
    finally:
        box.close()
    found[STARTS] = None
    found[ENDS] = f"{left} of {stayed} processes were still there after its end" if left or not stayed else None
    promises = [_promise(name, found.get(name, "it was not tried")) for name in PROMISES]
    if boxes.slow_because is None:
        return promises
    # Where Python failed, its last line is the error.
    reason = (boxes.slow_because.splitlines() or [""])[-1]
    return [replace(promise, found=f"{SLOWLY}: {reason}") if promise.name == STARTS else promise for promise in promises]


def _answer(box: Box, answer: bytearray) -> dict[str, str | None] | None:
    deadline = time.monotonic() + SECONDS_TO_TRY
    while b"\n" not in answer and box.exit_code is None and time.monotonic() < deadline and len(answer) < LONGEST_ANSWER:
        box.pump(0.1)
    if b"\n" not in answer:
        box.end()
        return None
    return dict(json.loads(answer))


def _promise(name: str, found: str | None) -> Promise:
    return Promise(name, PROMISES[name], found is None, found, None if found is None else WEAKER)


def no_box(reason: str) -> Promise:
    return Promise(STARTS, PROMISES[STARTS], False, reason, remedy_for(reason))
