"""Standard input, output and error, of which nothing can be known: they may be closed, full, gone, or unable to say é."""

import os
import sys
from typing import TextIO


def settle_streams() -> None:
    """To be called before anything is opened: a file that got the number of a closed stream would be written to, or handed to a box, in its place."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w" if number else "r", closefd=False))  # noqa: SIM115  # as long as the program runs
        # Characters beyond the encoding, and bytes in file names that are no characters, are spelled out.
        getattr(sys, name).reconfigure(errors="backslashreplace")


def write(stream: TextIO, text: str) -> OSError | None:
    """What cannot be written, now and from then on, is lost, and nothing fails over it: what became of the render is not decided here."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        # What is in buffers would be tried again when Python ends, and change the exit code.
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        return error
    return None
