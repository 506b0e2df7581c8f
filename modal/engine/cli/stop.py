"""Ctrl-C and the signals that ask a program to end, taken note of instead of obeyed on the spot: what was started is ended first."""

import os
import signal
from contextlib import suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """From its making on, those signals are only remembered. `exit_code` is the shell's custom: 128 and the signal's number."""

    def __init__(self) -> None:
        self._asked_by: int | None = None
        self._process: int | None = None
        for number in SIGNALS:
            # nohup has it ignored.
            if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue
            signal.signal(number, self._remember)

    @property
    def is_asked(self) -> bool:
        return self._asked_by is not None

    @property
    def exit_code(self) -> int:
        return 128 + (self._asked_by or signal.SIGINT)

    def pass_on_to(self, process: int) -> None:
        """Has that process learn of each of them."""
        self._process = process
        if self._asked_by:
            os.kill(process, self._asked_by)

    def is_over(self) -> None:
        """What came of it is decided: the signals no longer mean anything, also while Python ends."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        self._asked_by = self._asked_by or number
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self._process, number)
