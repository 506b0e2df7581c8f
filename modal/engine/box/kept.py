"""A zygote that is there as long as this program: raised at once, and again when something has killed it."""

import threading

from engine.box.nested import Zygote
from engine.box.seccomp import UnknownMachine

# So many that died one after the other, none of them ready before: there is none to be had, whatever it is that kills them.
MOST_DEATHS = 5


class KeptZygote:
    """For the main thread, because a zygote dies with the thread that made it; anyone may wait until it is `known` whether there is one."""

    def __init__(self, kind: str) -> None:
        self.known = threading.Event()
        self.zygote: Zygote | None = None
        # Why there can be none on this machine; `None` where there can.
        self.refusal: str | None = None
        self._kind = kind
        # A machine that had one can have another.
        self._has_been_ready = False
        self._deaths = 0
        self._raise()

    def pump(self) -> None:
        if self.zygote is not None:
            self._look_after(self.zygote)
        if self.zygote is None and self.refusal is None:
            self._raise()

    def close(self) -> None:
        if self.zygote:
            self.zygote.close()

    def _look_after(self, zygote: Zygote) -> None:
        zygote.box.pump(0)
        if zygote.is_ready and zygote.box.exit_code is None:
            self._has_been_ready, self._deaths = True, 0
            self.known.set()
        elif (refusal := zygote.refusal) is not None:
            # That one was killed says nothing about the machine.
            was_killed = (zygote.box.exit_code or 0) < 0
            # First, so that nobody takes the moment without a zygote for a machine that can have none.
            self.known.clear()
            self.zygote = None
            zygote.close()
            self._deaths += 1
            if self._deaths == MOST_DEATHS or not (self._has_been_ready or was_killed):
                self._do_without(refusal)

    def _raise(self) -> None:
        try:
            self.zygote = Zygote(self._kind)
        except (OSError, UnknownMachine) as error:
            if not self._has_been_ready:
                self._do_without(str(error))

    def _do_without(self, reason: str) -> None:
        self.refusal = reason
        self.known.set()
