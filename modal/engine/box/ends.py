"""What is said of a render whose box did not come to an end by itself: what the machinery did, apart from what the code did."""

import re
import signal

from engine.excerpt import excerpt_of, lines_of
from engine.protocol import Failure, Limits

# Python's own report of where it was when it died or did not answer (faulthandler).
WHERE = re.compile(rb'most recent call first\):(?:\n  File [^\n]*)*?\n  File "scene\.py", line (\d{1,6}) ')
FATAL = "Fatal Python error: "
LONGEST_LAST_WORDS = 500
MEBIBYTE = 2**20
FAULTS = (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGFPE, signal.SIGABRT)
STUMBLED = "Python itself stumbled: over something nested without end, or over numbers that a library cannot take (far too large, of another shape)."


def timed_out(limits: Limits, code: str, log: bytes) -> Failure:
    return _at_line(
        code,
        log,
        kind="TIMED_OUT",
        message=f"The scene took more than {limits.wall_seconds:g} seconds.",
        hint="Does a loop run without end, or does one step take very long? The renderer had to stop it from outside.",
    )


def out_of_processor_time(limits: Limits, code: str) -> Failure:
    return _at_line(
        code,
        b"",
        kind="TIMED_OUT",
        message=f"The scene and everything it started took more than {limits.cpu_seconds:g} seconds of processor time.",
        hint="Does it start processes, or have a formula set, that run without end?",
    )


def out_of_memory(limits: Limits, code: str) -> Failure:
    return _at_line(
        code,
        b"",
        kind="OUT_OF_MEMORY",
        message=f"The scene and everything it started needed more than {limits.memory_bytes // MEBIBYTE:,} MiB of memory.",
        hint="Fewer mobjects, points or samples: a grid of a thousand by a thousand cannot be drawn as shapes; an ImageMobject of an array can.",
    )


def too_many_files(most: int) -> Failure:
    return _at_line("", b"", kind="OUTPUT_TOO_LARGE", message=f"The scene made more than {most:,} files.", hint="A scene needs no files of its own.")


def too_large(limits: Limits) -> Failure:
    return _at_line(
        "",
        b"",
        kind="OUTPUT_TOO_LARGE",
        message=f"The video, or what the scene wrote, is larger than {limits.output_bytes // MEBIBYTE:,} MiB.",
        hint="Noise and images that change in every frame make large videos: change less, or play for less time.",
    )


def tampered(how: str) -> Failure:
    return _at_line(
        "",
        b"",
        kind="FORBIDDEN",
        message=f"The code interfered with the engine that renders it: {how}.",
        hint="A scene draws; it has no business with the descriptors and modules of the engine.",
    )


def ended(exit_code: int, code: str, log: bytes) -> Failure:
    how = f"was killed by {_name_of(-exit_code)}" if exit_code < 0 else f"ended with exit code {exit_code}"
    last_words = _last_words(log)
    return _at_line(
        code,
        log,
        kind="CRASHED",
        message=f"The process that rendered the scene {how} before it was done.{f' It last said: {last_words}' if last_words else ''}",
        hint=STUMBLED if -exit_code in FAULTS else "Code that ends the process, as os._exit does, cannot be rendered.",
    )


def not_as_asked(why: str) -> Failure:
    return _at_line(
        "",
        b"",
        kind="CRASHED",
        message=f"What came out is not the video that was asked for: {why}.",
        hint="Does the code write into the engine's files or descriptors? The video is made from the scenes alone.",
    )


def unavailable(why: str) -> Failure:
    return _at_line("", b"", kind="UNAVAILABLE", message=why, hint="This is not about the code. Try again later.")


def plain(log: bytes) -> str:
    """What a terminal or a log can show without being led astray: no control characters but line ends."""
    return "".join(character for character in log.decode(errors="replace") if character.isprintable() or character == "\n")


def last_line(log: bytes, otherwise: str) -> str:
    """The end of the last line of a log; `otherwise` where there is none."""
    return (plain(log).strip().splitlines() or [otherwise])[-1][-300:]


def _last_words(log: bytes) -> str:
    """What Python says of its own end comes first; below it are threads and libraries."""
    lines = [line for line in plain(log).splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(FATAL)]
    return (fatal or lines)[-1].strip()[:LONGEST_LAST_WORDS] if lines else ""


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _at_line(code: str, log: bytes, *, kind: str, message: str, hint: str) -> Failure:
    found = WHERE.findall(log)
    line = int(found[-1]) if found else None
    lines = lines_of(code)
    if line is not None and not 0 < line <= len(lines):
        line = None
    return Failure(kind=kind, message=message, line=line, excerpt=excerpt_of(lines, line), hint=hint)
