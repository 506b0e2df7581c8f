"""Where boxes come from."""

import errno
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from engine.box.box import Box, OnBytes
from engine.box.boxes import LOOKING, Boxes
from engine.box.command import BoxLimits
from engine.box.deliveries import Deliveries
from engine.box.fresh import FreshBox
from engine.box.inspector import InspectionFailed, Inspector
from engine.box.nested import Zygote
from engine.box.spare import OUTPUTS, SCENE
from engine.box.view import view_of_host
from engine.box.watch import namespace_of, processes_in
from engine.box.zygote import OUR_OWN
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
    engine.next_end()
    os.kill(zygote, signal.SIGCONT)
    assert engine.comes_to_rest()
    assert engine.render(job(scene("self.wait(0.1)"), tmp_path / "after")).video
    assert engine.close() == 0


def test_a_zygote_that_is_killed_while_it_is_raised_anew_is_raised_once_more(tmp_path: Path) -> None:
    engine = Engine()
    killed: list[int] = []
    for _ in range(2):
        while not (raised := [zygote for zygote in zygotes_of(engine, b"scenes") if zygote not in killed]):
            assert engine.process.poll() is None
        os.kill(raised[0], signal.SIGKILL)
        killed += raised
    assert engine.render(job(scene("self.wait(0.1)"), tmp_path)).video
    assert zygotes_of(engine, b"scenes")
    assert engine.close() == 0


def test_a_zygote_that_cannot_fork_says_so_of_that_box_and_stays() -> None:
    cannot = "import os, sys\nimport engine.box.zygote as zygote\ndef fork(): raise BlockingIOError(11, 'Resource temporarily unavailable')\n"
    ours, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    program = cannot + f"zygote.why_not = lambda program: None\nos.fork = fork\nzygote.main(['{far.fileno()}', zygote.OUR_OWN])"
    with subprocess.Popen([sys.executable, "-c", program], pass_fds=[far.fileno()], stdout=subprocess.DEVNULL) as process, ours:
        far.close()
        for _ in range(2):
            log, far_log = os.pipe()
            status, far_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            socket.send_fds(ours, [json.dumps({"module": LOOKING, "limits": {}}).encode()], [far_status.fileno(), *[far_log] * 3])
            os.close(far_log)
            far_status.close()
            with open(log) as lines:
                assert lines.read() == "it cannot be forked: Resource temporarily unavailable\n"
            status.close()
        assert process.poll() is None


def test_nobody_is_held_up_by_a_zygote_that_is() -> None:
    zygote = Zygote(OUR_OWN)
    while not zygote.is_ready:
        zygote.box.pump(1)
    inside = max(processes_in(namespace_of(zygote.box.init or 0)))
    os.kill(inside, signal.SIGSTOP)
    with pytest.raises(BlockingIOError):
        while True:
            zygote.ask(LOOKING, BoxLimits(), [0] * 5)
    zygote.close()


def test_where_there_is_no_thread_left_that_is_said_of_what_was_asked_last(tmp_path: Path) -> None:
    engine = Engine()
    (size,) = re.findall(r"VmSize:\s+(\d+) kB", Path(f"/proc/{engine.process.pid}/status").read_text())
    before = resource.prlimit(engine.process.pid, resource.RLIMIT_AS)
    resource.prlimit(engine.process.pid, resource.RLIMIT_AS, (int(size) * 1024 + 2**20, before[1]))
    name = engine.start(job(scene("self.wait(0.1)"), tmp_path / "refused"))
    end = engine.next_event()
    assert (end["id"], end["type"], end["failure"]["kind"]) == (name, "failed", "UNAVAILABLE")
    engine.tell(id="check", check=True)
    assert [promise["holds"] for promise in engine.next_event()["promises"]] == [False]
    resource.prlimit(engine.process.pid, resource.RLIMIT_AS, before)
    assert engine.render(job(scene("self.wait(0.1)"), tmp_path / "after")).video
    assert engine.close() == 0


def test_a_check_that_the_machine_does_not_let_go_on_is_answered() -> None:
    """As where no file can be opened any more."""
    fails = "import errno, os\nimport engine.box.check as check\ndef fail(namespace): raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))\n"
    engine = Engine(program=["-c", fails + "check.processes_in = fail\nfrom engine.box.supervisor import supervise\nsupervise()"])
    engine.tell(id="x", check=True)
    (promise,) = engine.next_event()["promises"]
    assert (promise["holds"], "Too many open files" in promise["found"]) == (False, True)
    engine.close()


def test_a_video_at_which_nobody_could_look_to_the_end_is_not_blamed(tmp_path: Path) -> None:
    boxes = Boxes()
    while not boxes.is_ready:
        boxes.pump(1)
    started: list[Box] = []

    def start(module: str, outputs: list[OnBytes], limits: BoxLimits) -> Box:
        started.append(boxes.start(module, outputs, limits))
        return started[-1]

    inspector = Inspector(start)
    deliveries = Deliveries()
    deliveries.open(tmp_path, 2**20)
    while started[0].init is None or len(processes_in(namespace_of(started[0].init))) < 2:
        started[0].pump(1)
    os.kill(max(processes_in(namespace_of(started[0].init)), key=lambda process: numbers_of(process)[2]), signal.SIGKILL)
    with pytest.raises(InspectionFailed):
        inspector.look(deliveries["video"], deliveries["poster"])
    started[0].close()
    boxes.close()
    deliveries.discard()


def test_a_box_that_was_not_heard_beginning_for_want_of_a_descriptor_is_given_to_nobody() -> None:
    held = os.listdir("/proc/self/fd")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    boxes = Boxes(keeps_spare=True)
    # Of two zygotes, and of what has been asked for and has not begun.
    while len(boxes.descriptors()) < 3:
        boxes.pump(1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        while not boxes.is_ready:
            boxes.pump(1)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    said: list[bytes] = []
    box = boxes.start(SCENE, [said.append] * OUTPUTS)
    while not said and box.exit_code is None:
        box.pump(1)
    assert box.exit_code is None
    box.close()
    boxes.close()
    assert os.listdir("/proc/self/fd") == held


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
