"""The engine as a process: one job, one answer, no leftovers."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from engine.protocol import InvalidJob, decode_job
from support import job, render, scene, start_engine


def test_a_process_that_nobody_needed_ends_by_itself() -> None:
    engine = start_engine()
    assert json.loads(engine.stdout.readline())["type"] == "ready"
    stdout, _ = engine.communicate("")
    assert (engine.returncode, stdout) == (0, "")


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


def test_a_process_that_is_given_no_job_says_so_and_fails() -> None:
    engine = start_engine()
    _, stderr = engine.communicate('{"code": 1}\n')
    assert engine.returncode == 2
    assert "limits must be of type dict" in stderr


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
    assert outcome.exit_code == 0


def start_endless_scene(output: Path) -> subprocess.Popen[str]:
    """Returns when the scene is being drawn."""
    engine = start_engine()
    engine.stdin.write(json.dumps(job(scene("while True:\n    self.play(Rotate(Square()), run_time=1)"), output, video_seconds=10**6)) + "\n")
    engine.stdin.flush()
    while json.loads(engine.stdout.readline()).get("frames", 0) == 0:
        pass
    return engine


def test_sigterm_ends_a_render_at_once(tmp_path: Path) -> None:
    engine = start_endless_scene(tmp_path)
    engine.terminate()
    engine.communicate()
    assert engine.returncode == -signal.SIGTERM
    assert not (tmp_path / "video.mp4").exists()


def test_a_render_whose_caller_is_gone_ends(tmp_path: Path) -> None:
    engine = start_endless_scene(tmp_path)
    engine.stdout.close()
    assert engine.wait(timeout=30) == -signal.SIGKILL
    engine.stderr.close()
    engine.stdin.close()


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
    assert without_tex["latex"] == "none"
    assert whole["engine"] != without_tex["engine"]


def test_the_version_is_known_without_importing_manim() -> None:
    subprocess.run(
        [sys.executable, "-c", "import sys, engine.version; engine.version.engine_version(); assert 'manim' not in sys.modules"], check=True
    )
