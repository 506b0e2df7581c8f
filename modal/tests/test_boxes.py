"""Where boxes come from."""

import errno
import json
import os
import re
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from engine.box.boxes import LOOKING
from engine.box.fresh import FreshBox
from engine.box.view import view_of_host
from support import Engine, job, render, scene

# As on a machine whose kernel, or whose container, lets nobody make a box within a box.
WITHOUT_NESTING = """
import json
import engine.box.command as command
command._nesting = lambda: ["--dir", command.ROOT_OF_NESTED]
"""
MANY_KINDS = scene(
    """
    import uuid, tempfile
    points = [np.append(np.random.default_rng().normal(size=2), 0) for _ in range(9)] + [[random.uniform(-3, 3), 0, 0] for _ in range(9)]
    dots = VGroup(*map(Dot, points)).set_color(random_bright_color())
    words = VGroup(Text("naïve 文字"), MathTex("x^2"), Code(code_string="x = {1, 2}", language="python")).arrange(DOWN)
    self.play(LaggedStart(*map(FadeIn, set(map(str, range(3))) and dots)), FadeIn(words), run_time=0.6)
    """,
    before="import random",
)


def test_where_no_box_can_hold_another_each_is_made_anew_and_that_is_said(tmp_path: Path) -> None:
    engine = Engine(program=["-c", WITHOUT_NESTING + "from engine.box.supervisor import supervise\nsupervise()"])
    made_anew = engine.render(job(MANY_KINDS, tmp_path / "anew"))
    engine.close()
    assert made_anew.files == ["poster.jpg", "video.mp4"]
    # What a fork draws is what a fresh process draws, whatever was drawn before it; every byte of the video says so.
    forked = [render(MANY_KINDS, tmp_path / name).video["sha256"] for name in ("forked", "forked again")]
    assert forked == [made_anew.video["sha256"]] * 2
    assert "imports Manim anew" in "".join(engine.log)


def test_a_check_says_so_too_and_holds(tmp_path: Path) -> None:
    program = WITHOUT_NESTING + "from engine.box.check import check\nprint(json.dumps(check()))"
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    promises = json.loads(finished.stdout)
    assert all(promise["holds"] for promise in promises)
    assert "each anew" in promises[0]["found"]


def test_an_engine_tries_its_promises_when_it_is_asked_to() -> None:
    engine = Engine()
    engine.tell(id="x", check=True)
    answer = engine.next_event()
    assert (answer["id"], answer["type"]) == ("x", "checked")
    assert [promise["found"] for promise in answer["promises"] if not promise["holds"]] == []
    assert engine.comes_to_rest()
    engine.close()


def test_who_calls_off_while_the_zygote_is_raised_anew_does_not_wait_for_it(tmp_path: Path) -> None:
    engine = Engine()
    (zygote,) = zygotes_of(engine, b"scenes")
    os.kill(zygote, signal.SIGKILL)
    while not (raised := zygotes_of(engine, b"scenes")) or raised == [zygote]:
        assert engine.process.poll() is None
    os.kill(raised[0], signal.SIGSTOP)
    name = engine.start(job(scene("self.wait(0.1)"), tmp_path / "called off"))
    engine.tell(id=name, cancel=True)
    assert engine.next_event() == {"id": name, "type": "cancelled"}
    os.kill(raised[0], signal.SIGCONT)
    assert engine.render(job(scene("self.wait(0.1)"), tmp_path / "after")).video
    while len(engine.processes()) > len(engine.at_rest):
        assert engine.process.poll() is None
    assert list((tmp_path / "called off").iterdir()) == []
    assert engine.close() == 0


def test_a_box_that_was_killed_while_it_waited_for_a_scene_is_missed_by_nobody(tmp_path: Path) -> None:
    engine = Engine()
    for turn, which in enumerate((min, max)):
        waiting = [process for process in engine.processes() if len(numbers_of(process)) == 3]
        os.kill(which(waiting), signal.SIGKILL)
        while engine.processes() & set(waiting):
            assert engine.process.poll() is None
        assert engine.render(job(scene("self.wait(0.1)"), tmp_path / str(turn))).video
        assert engine.comes_to_rest()
    assert engine.close() == 0


def test_a_box_that_was_long_in_beginning_waits_for_a_scene_like_any_other(tmp_path: Path) -> None:
    engine = Engine()
    (zygote,) = zygotes_of(engine, b"scenes")
    os.kill(zygote, signal.SIGSTOP)
    name = engine.start(job(scene("while True: pass"), tmp_path / "called off"))
    assert engine.next_event()["type"] == "progress"  # it has taken the box that waited, and no other can be made now
    engine.tell(id=name, cancel=True)
    while engine.next_event()["type"] == "progress":
        pass
    os.kill(zygote, signal.SIGCONT)
    assert engine.comes_to_rest()
    assert engine.render(job(scene("self.wait(0.1)"), tmp_path / "after")).video
    assert engine.close() == 0


def test_an_engine_ends_while_a_render_waits_for_a_zygote(tmp_path: Path) -> None:
    engine = Engine()
    for zygote in zygotes_of(engine):
        os.kill(zygote, signal.SIGSTOP)
    engine.start(job(scene("self.wait(0.1)"), tmp_path))
    assert engine.close() == 0


def test_a_box_that_cannot_start_leaves_no_descriptor() -> None:
    held = os.listdir("/proc/self/fd")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    view = view_of_host(with_tex=False)
    free = [number for number in range(limits[0]) if str(number) not in held]
    failures = 0
    box = None
    while box is None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (free[failures], limits[1]))
        try:
            box = FreshBox(view, LOOKING, [lambda data: None])
        except OSError as error:
            assert error.errno == errno.EMFILE
            failures += 1
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        assert box or os.listdir("/proc/self/fd") == held
    box.close()
    assert failures > 8
    assert os.listdir("/proc/self/fd") == held


def test_an_engine_may_hold_more_files_than_a_thousand(tmp_path: Path) -> None:
    opens = "import os, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))\nheld = [os.open('/dev/null', 0) for _ in range(1100)]\n"
    engine = Engine(program=["-c", opens + "from engine.box.supervisor import supervise\nsupervise()"])
    assert engine.render(job(scene("self.add(MathTex('x'))\nself.wait(0.1)"), tmp_path)).video
    assert engine.close() == 0


def zygotes_of(engine: Engine, kind: bytes = b"") -> list[int]:
    """Without the boxes in them, which are forks, with process numbers in a namespace more."""
    pattern = re.compile(rb"/opt/venv/bin/python.*zygote.*" + kind, re.DOTALL)
    return [process for process in engine.processes() if pattern.match(command_of(process)) and len(numbers_of(process)) == 2]


def numbers_of(process: int) -> list[str]:
    with suppress(OSError):
        return re.findall(r"^NSpid:(.*)$", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)[0].split()
    return []


def command_of(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def test_the_memory_of_what_boxes_are_forked_from_is_its_own() -> None:
    """A fork's memory is a copy, unless it was mapped to be shared; and a fork takes one thread along, so there must be no other."""
    engine = Engine()
    layouts = []
    for zygote in zygotes_of(engine):
        mappings = [line.split() for line in Path(f"/proc/{zygote}/maps").read_text().splitlines()]
        assert [parts for parts in mappings if parts[1].startswith("rw") and parts[1].endswith("s")] == []
        assert len(list(Path(f"/proc/{zygote}/task").iterdir())) == 1
        layouts.append({(parts[0], parts[-1]) for parts in mappings if parts[-1].startswith("/opt/venv/lib")})
    # No library lies where a scene, which sees its own memory, would look for it.
    assert layouts[0].isdisjoint(layouts[1])
    engine.close()


def test_the_end_of_a_box_waits_for_no_descriptor_that_got_the_number_of_one_of_its_pipes() -> None:
    before = set(os.listdir("/proc/self/fd"))
    box = FreshBox(view_of_host(with_tex=False), LOOKING, [lambda data: None])
    box.end()
    # The numbers of its pipes are free now; whatever else it is made to watch may get them.
    numbers = range(max(map(int, before)) + 1, max(map(int, before)) + 20)
    free = [number for number in numbers if not Path(f"/proc/self/fd/{number}").exists()]
    pipes = [os.pipe() for _ in free]
    heard: list[bytes] = []
    for reader, writer in pipes:
        os.write(writer, b"still at work")
        box.listen(reader, heard.append)
    box.close()
    for _, writer in pipes:
        os.close(writer)
    assert heard == []
