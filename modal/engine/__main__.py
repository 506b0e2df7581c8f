"""The engine's command line: `render` for people; `supervise`, `box check`, `stream` and `version` for programs."""

import sys

# What lies beside a person's scene (random.py, for one) is none of the modules that are imported from here on, outside any box.
if not sys.flags.safe_path:
    del sys.path[0]

import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402

USAGE = """usage: python -I -m engine render SCENE.py -o VIDEO.mp4   render a file, in a box; --help says more
       python -I -m engine supervise render jobs from standard input, each in a box, until it ends; write events to standard output
       python -I -m engine box check say in one line of JSON what the box promises and whether that holds here
       python -I -m engine stream    render one job of standard input without a box, files and events to standard output: for Modal's Sandboxes
       python -I -m engine version   say in one line of JSON what draws the frames"""


def settle_hashes(arguments: list[str]) -> None:
    """Starts this process again with a fixed hash seed, so that a scene that walks a set of strings gives the same frames each time.

    `-I` ignores PYTHONHASHSEED, so the new start has `-I`'s parts without the one that ignores the environment, and an
    environment without any other PYTHON variable. The process id stays.
    """
    if not sys.flags.hash_randomization:
        return
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONHASHSEED"] = "0"
    os.execve(sys.executable, [sys.executable, "-s", "-P", "-m", "engine", *arguments], environment)


def main(arguments: list[str]) -> int:
    if arguments == ["version"]:
        from engine.version import engine_version

        print(json.dumps(engine_version()))
        return 0
    if arguments == ["supervise"]:
        from engine.box.supervisor import supervise

        return supervise()
    if arguments == ["box", "check"]:
        from engine.box.check import check

        print(json.dumps(check()))
        return 0
    if arguments[:1] == ["render"]:
        # Ctrl-C while Manim is not even asked for is no error in this program, to be told with a traceback.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        from engine.cli.render import render_for_a_person

        return render_for_a_person(arguments[1:])
    if arguments == ["stream"]:
        settle_hashes(arguments)
        from engine.stream import stream

        return stream()
    if arguments in (["--help"], ["-h"]):
        print(USAGE)
        return 0
    print(USAGE, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
