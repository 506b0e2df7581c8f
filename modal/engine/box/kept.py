"""A zygote that is there as long as this program: raised at once, and again when something has killed it."""

import threading

from engine.box.nested import Zygote
from engine.box.seccomp import UnknownMachine


class KeptZygote:
    """For the main thread, because a zygote dies with the thread that made it; anyone may wait until it is `known` whether there is one."""

    def __init__(self, kind: str) -> None:
        self.known = threading.Event()
        self.zygote: Zygote | None = None
        # Why there can be none on this machine; `None` where there can.
        self.refusal: str | None = None
        self._kind = kind
        self._raise()

    def pump(self) -> None:
        zygote = self.zygote
        if zygote is None:
            return
        zygote.box.pump(0)
        if zygote.is_ready and zygote.box.exit_code is None:
            self.known.set()
        elif zygote.refusal is not None:
            refusal, was_ready = zygote.refusal, self.known.is_set()
            # First, so that nobody takes the moment without a zygote for a machine that can have none.
            self.known.clear()
            self.zygote = None
            zygote.close()
            if was_ready:
                self._raise()
            else:
                self._do_without(refusal)

    def close(self) -> None:
        if self.zygote:
            self.zygote.close()

    def _raise(self) -> None:
        try:
            self.zygote = Zygote(self._kind)
        except (OSError, UnknownMachine) as error:
            self._do_without(str(error))

    def _do_without(self, reason: str) -> None:
        self.refusal = reason
        self.known.set()
