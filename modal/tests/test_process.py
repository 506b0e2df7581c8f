"""The engine as a process: one job, one answer, no leftovers."""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engine.box.deliveries import Deliveries
from engine.protocol import InvalidJob, decode_job
from engine.version import short_name
from support import Engine, job, render, scene


def test_an_engine_that_nobody_needs_any_more_ends_by_itself() -> None:
    engine = Engine()
    assert engine.first == {"type": "ready", "engine": short_name()}
    assert engine.close() == 0
    assert engine.log == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("render please", "not one line of JSON"),
        (json.dumps({**job("", Path("/nowhere")), "quality": "GREAT"}), "quality must be one of LOW, MEDIUM, HIGH, ULTRA"),
        (json.dumps(job("", Path("here"))), "output must be an absolute path"),
        (json.dumps(job("", Path("/nowhere"), wall_seconds=0)), "limits.wall_seconds must be a number above 0"),
    ],
)
def test_what_is_not_a_job_is_refused_with_the_field_named(line: str, complaint: str) -> None:
    with pytest.raises(InvalidJob, match=complaint):
        decode_job(line.encode())


def test_an_engine_that_is_given_no_job_says_so_and_fails() -> None:
    engine = Engine()
    engine.tell(id="1", job={"code": 1})
    assert engine.process.wait(60) == 2
    engine.close()
    assert "limits must be of type dict" in "".join(engine.log)


def test_a_scene_that_ends_the_process_itself_is_no_success(tmp_path: Path) -> None:
    outcome = render(scene("import os\nself.wait(0.2)\nos._exit(0)"), tmp_path)
    assert outcome.failure["kind"] == "CRASHED"
    assert "ended with exit code 0 before it was done" in outcome.failure["message"]
    assert outcome.files == []


def test_a_scene_that_forks_and_leaves_threads_behind_is_done_once_and_ends(tmp_path: Path) -> None:
    outcome = render(
        scene("import os, threading, time\nos.fork()\nthreading.Thread(target=time.sleep, args=(60,)).start()\nself.wait(0.2)"), tmp_path
    )
    assert [event["type"] for event in outcome.events].count("done") == 1


def start_endless_scene(engine: Engine, output: Path) -> str:
    """Returns when the scene is being drawn."""
    name = engine.start(job(scene("while True:\n    self.play(Rotate(Square()), run_time=1)"), output, video_seconds=10**6))
    while engine.next_event().get("frames", 0) == 0:
        pass
    return name


def test_a_render_that_is_called_off_is_gone_when_that_is_said_and_others_go_on(tmp_path: Path) -> None:
    engine = Engine()
    start_endless_scene(engine, tmp_path / "first")
    start_endless_scene(engine, tmp_path / "second")
    engine.tell(id="1", cancel=True)
    assert engine.next_end() == {"type": "cancelled", "id": "1"}
    assert list((tmp_path / "first").iterdir()) == []
    engine.tell(id="2", cancel=True)
    assert engine.next_end() == {"type": "cancelled", "id": "2"}
    assert engine.comes_to_rest()
    assert engine.render(job(scene("self.wait(0.2)"), tmp_path)).files[-1] == "video.mp4"
    engine.close()


def test_each_line_of_the_log_says_whose_it_is(tmp_path: Path) -> None:
    engine = Engine()
    names = [engine.start(job(scene(f"print('one\\ntwo of {name}')\nself.wait(0.1)"), tmp_path / name)) for name in "ab"]
    ends = []
    while len(ends) < 2:
        ends += [event["id"] for event in (engine.next_event(),) if event["type"] == "done"]
    assert engine.close() == 0
    said = [line.split(" ", 1) for line in "".join(engine.log).splitlines()]
    assert [text for name, text in said if name == f"[{names[0]}]"] == ["one", "two of a"]
    assert [text for name, text in said if name == f"[{names[1]}]"] == ["one", "two of b"]


def test_calling_off_what_is_unknown_or_over_changes_nothing(tmp_path: Path) -> None:
    engine = Engine()
    engine.tell(id="never", cancel=True)
    assert engine.render(job(scene("self.wait(0.2)"), tmp_path)).video["duration_seconds"] == 0.2
    engine.tell(id="1", cancel=True)
    assert engine.render(job(scene("self.wait(0.4)"), tmp_path)).video["duration_seconds"] == 0.4
    engine.close()


def test_what_waits_to_start_can_be_called_off(tmp_path: Path) -> None:
    engine = Engine()
    for name in ("a", "b", "c"):
        engine.tell(id=name, job=job(scene("self.wait(20)"), tmp_path / name))
        engine.tell(id=name, cancel=True)
    assert sorted(engine.next_end()["id"] for _ in range(3)) == ["a", "b", "c"]
    assert engine.comes_to_rest()
    engine.close()


def test_sigterm_ends_an_engine_and_all_its_renders_at_once(tmp_path: Path) -> None:
    engine = Engine()
    start_endless_scene(engine, tmp_path)
    engine.process.terminate()
    assert engine.process.wait(60) == -signal.SIGTERM
    # The box holds the other end, too: this returns when nothing of it is left.
    engine.close()
    assert not (tmp_path / "video.mp4").exists()


def test_an_engine_whose_caller_is_gone_ends(tmp_path: Path) -> None:
    engine = Engine()
    start_endless_scene(engine, tmp_path)
    engine.process.stdout.close()
    assert engine.process.wait(60) == -signal.SIGKILL
    engine.close()


def test_an_engine_whose_zygote_is_killed_blames_nobodys_code_and_goes_on(tmp_path: Path) -> None:
    engine = Engine()
    start_endless_scene(engine, tmp_path)
    zygote = min(process for process in engine.at_rest if b"engine.box.zygote" in Path(f"/proc/{process}/cmdline").read_bytes())
    os.kill(zygote, signal.SIGKILL)
    event = engine.next_end()
    assert (event["type"], event["failure"]["kind"]) == ("failed", "UNAVAILABLE")
    assert engine.render(job(scene("self.wait(0.2)"), tmp_path)).files == ["poster.jpg", "video.mp4"]
    engine.close()


def test_a_directory_with_leftovers_and_an_odd_name_is_no_obstacle(tmp_path: Path) -> None:
    output = tmp_path / 'ein Verzeichnis\'s "Name" % é'
    output.mkdir()
    for name in ("video.mp4", "video.mp4.part", "captions.vtt"):
        (output / name).write_text("left by a render that was killed")
    assert render(scene("self.wait(0.2)"), output).files == ["poster.jpg", "video.mp4"]


def version(**environment: str) -> dict[str, str]:
    printed = subprocess.run(
        [sys.executable, "-I", "-m", "engine", "version"], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    ).stdout
    assert printed.count("\n") == 1
    return json.loads(printed)


def test_the_version_names_everything_that_draws_and_changes_with_it(tmp_path: Path) -> None:
    whole, without_tex = version(), version(PATH=os.fspath(tmp_path))
    assert whole == version()
    assert whole["manim"] == "0.22.0"
    assert whole["native"] == "built"
    assert without_tex["latex"] == "none"
    assert whole["engine"] != without_tex["engine"]


def test_the_version_is_known_without_importing_manim() -> None:
    subprocess.run(
        [sys.executable, "-c", "import sys, engine.version; engine.version.engine_version(); assert 'manim' not in sys.modules"], check=True
    )


def test_files_for_which_the_disk_has_no_room_are_removed_all_the_same(tmp_path: Path) -> None:
    deliveries = Deliveries()
    deliveries.open(tmp_path, 100)
    deliveries.take_video(b"0123456789")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, before[1]))
    try:
        deliveries.discard()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
