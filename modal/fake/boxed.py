"""A program of a Sandbox in a local box: `python -m fake.boxed MEBIBYTES python -I -m MODULE ARGUMENTS`."""

import os
import sys

from engine.box.fresh import FreshBox
from engine.box.view import view_of_host
from fake.sandboxes import OUT_OF_MEMORY

MEBIBYTE = 2**20
START = ["python", "-I", "-m"]


def main(arguments: list[str]) -> int:
    memory, command = int(arguments[0]) * MEBIBYTE, arguments[1:]
    if command[:3] != START:
        print(f"{command[0]}: only Python's modules are here", file=sys.stderr)
        return 127
    box = FreshBox(view_of_host(with_tex=command[3] == "engine"), command[3], [write_out], arguments=command[4:])
    parts: list[bytes] = []
    ended = False

    def take(data: bytes) -> None:
        nonlocal ended
        parts.append(data)
        ended = not data

    try:
        box.listen(os.dup(0), take)
        while box.exit_code is None:
            box.pump(0.05)
            if ended and parts:
                box.give(parts, last=True)
                parts = []
            usage = box.measure_usage(memory)
            if usage is not None and usage.memory > memory:
                return OUT_OF_MEMORY
        box.end()
        sys.stderr.buffer.write(box.log)
        code = box.exit_code or 0
        return 128 - code if code < 0 else code
    finally:
        box.close()


def write_out(data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
