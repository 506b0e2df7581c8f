"""Nothing that a render started outlives it, and it does not outlive its caller."""

import os
import select
import signal
import threading
from typing import NoReturn


def leave() -> NoReturn:
    """Ends this process well, and first those it started (TeX in an endless loop, for one), where it leads a group of its own.

    Not sys.exit: threads and exit handlers of the scene have no say any more.
    """
    if os.getpgrp() == os.getpid():
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(os.getpid(), signal.SIGTERM)
    os._exit(0)


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

    threading.Thread(target=watch, name="reader-watch", daemon=True).start()
