"""A render whose caller died has nobody to finish for."""

import os
import select
import signal
import threading


def exit_with_reader(descriptor: int) -> None:
    """Ends this process, and those it started, once nobody reads from `descriptor` any more.

    A worker that is killed cannot kill its renders; without this they would go on to the end.
    """

    def watch() -> None:
        poll = select.poll()
        poll.register(descriptor, 0)  # hang-up and error are reported always; nothing else is asked for
        poll.poll()
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="orphan-watch", daemon=True).start()
