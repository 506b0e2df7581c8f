"""The filter that the kernel holds every system call of a box against, as a program of classic BPF.

Format and offsets: linux/filter.h, linux/seccomp.h and linux/audit.h. Both machines are little-endian, so the low half of an argument comes first.
"""

import errno
import platform
import struct

from engine.box.syscalls import BY_ARGUMENT, NUMBERS

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the table, audit architecture
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
CALL_NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT, FOURTH_ARGUMENT = 0, 4, 16, 24, 40
ALLOW, KILL_PROCESS, FAIL_WITH = 0x7FFF0000, 0x80000000, 0x00050000
X32_CALLS = 0x40000000  # the other ABI of x86_64, whose numbers the table does not know

# CLONE_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET
NEW_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
HARMLESS_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# PR_SET_PDEATHSIG, _GET_PDEATHSIG, _GET_DUMPABLE, _SET_NAME, _GET_NAME, _GET_SECCOMP, _CAPBSET_READ, _GET_NO_NEW_PRIVS
HARMLESS_PRCTLS = (1, 2, 3, 15, 16, 21, 23, 39)
# O_NONBLOCK and O_CLOEXEC; not O_NOTIFICATION_PIPE, into which the kernel itself writes
HARMLESS_PIPES = 0x800 | 0x80000
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_GETPIPE_SZ
HARMLESS_FCNTLS = (0, 1, 2, 3, 4, 1030, 1032)
# MAP_SHARED (with MAP_SHARED_VALIDATE), MAP_ANONYMOUS and MAP_HUGETLB
SHARED, ANONYMOUS, HUGE = 0x1, 0x20, 0x40000

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, value


class UnknownMachine(Exception):
    """There is no table of system calls for this processor."""


def build_filter(machine: str | None = None) -> bytes:
    """The filter for this machine, or for `machine`. @throws UnknownMachine"""
    name = machine or platform.machine()
    if name not in MACHINES:
        raise UnknownMachine(f"The box knows the system calls of {' and '.join(MACHINES)}, not those of {name}.")
    column, architecture = MACHINES[name]
    number = {call: numbers[column] for call, numbers in NUMBERS.items()}
    program: list[Instruction] = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), _answer(KILL_PROCESS), (LOAD, 0, 0, CALL_NUMBER)]
    if name == "x86_64":
        program += [(AT_LEAST, 0, 1, X32_CALLS), _answer(KILL_PROCESS)]
    # The arguments of clone3 are out of a filter's sight; without it the C library falls back to clone.
    program += _only_for(number["clone3"], [_fail(errno.ENOSYS)])
    program += _only_for(
        number["clone"], [(LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1, NEW_NAMESPACES), _fail(errno.EPERM), _answer(ALLOW)]
    )
    program += _only_for(
        number["pipe2"], [(LOAD, 0, 0, SECOND_ARGUMENT), (ANY_BIT, 0, 1, 0xFFFFFFFF & ~HARMLESS_PIPES), _fail(errno.EPERM), _answer(ALLOW)]
    )
    # Such memory stays when all but one page of it is given back, and huge pages have a count of their own: no process is seen to have it.
    program += _only_for(
        number["mmap"],
        [
            (LOAD, 0, 0, FOURTH_ARGUMENT), (ANY_BIT, 2, 0, HUGE), (ANY_BIT, 0, 2, SHARED), (ANY_BIT, 0, 1, ANONYMOUS),
            _fail(errno.EPERM), _answer(ALLOW),
        ],
    )  # fmt: skip
    program += _only_for(number["fcntl"], _one_of(SECOND_ARGUMENT, HARMLESS_FCNTLS, errno.EPERM))
    program += _only_for(number["ioctl"], _one_of(SECOND_ARGUMENT, HARMLESS_IOCTLS, errno.ENOTTY))
    program += _only_for(number["prctl"], _one_of(FIRST_ARGUMENT, HARMLESS_PRCTLS, errno.EPERM))
    allowed = sorted(value for call, value in number.items() if value is not None and call not in BY_ARGUMENT)
    for first, last in _ranges(allowed):
        program += [(AT_LEAST, 0, 2, first), (AT_LEAST, 1, 0, last + 1), _answer(ALLOW)]
    program.append(_fail(errno.EPERM))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _only_for(number: int | None, steps: list[Instruction]) -> list[Instruction]:
    """`steps` must end the program: the loaded number is lost after them."""
    assert number is not None  # every machine has the calls that are decided by argument
    return [(EQUAL, 0, len(steps), number), *steps]


def _one_of(argument: int, values: tuple[int, ...], otherwise: int) -> list[Instruction]:
    """Each comparison that holds jumps to the last step."""
    comparisons = [(EQUAL, len(values) - index, 0, value) for index, value in enumerate(values)]
    return [(LOAD, 0, 0, argument), *comparisons, _fail(otherwise), _answer(ALLOW)]


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def _answer(value: int) -> Instruction:
    return (RETURN, 0, 0, value)


def _fail(error: int) -> Instruction:
    return _answer(FAIL_WITH | error)
