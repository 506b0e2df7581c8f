"""`python -m engine render`: what a person types, sees and finds."""

import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from support import render, scene

GOOD = scene('print("as far as here")\nself.play(Create(Square()), subcaption="A square")\nself.wait(np.random.randint(2, 9) / 5)')
BAD = scene("def make():\n    return Squar()\nself.play(Create(make()))")
ENDLESS = scene("while True:\n    self.play(Rotate(Square()), run_time=1)")


def command(directory: Path, *arguments: str) -> tuple[list[str], Path, dict[str, str]]:
    """What to run, where, and with whose cache."""
    return [sys.executable, "-m", "engine", "render", *arguments], directory, {**os.environ, "XDG_CACHE_HOME": str(directory.parent / "cache")}


def run(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    line, cwd, env = command(directory, *arguments)
    return subprocess.run(line, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120, check=False)


def folder(tmp_path: Path, code: str, name: str = "lesson.py") -> Path:
    directory = tmp_path / "folder"
    directory.mkdir()
    (directory / name).write_text(code)
    return directory


def files(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_scene_becomes_the_services_video_with_poster_and_captions_beside_it(tmp_path: Path) -> None:
    directory = folder(tmp_path, GOOD)
    # Would stand in for Python's own module, and run outside the box, if this directory were looked into.
    (directory / "tempfile.py").write_text("raise SystemExit('ran outside the box')")
    (directory / "out.mp4").write_text("an older video")
    finished = run(directory, "lesson.py", "-o", "out.mp4", "-q", "low", "--seed", "5", "--poster", "--captions")
    assert finished.returncode == 0, finished.stderr
    first, *others = finished.stdout.splitlines()
    assert first.startswith("out.mp4  0:0")
    assert "854×480 at 15 frames a second" in first
    assert others == ["out.jpg  poster", "out.vtt  captions"]
    assert finished.stderr == "The scene said:\nas far as here\n"
    assert files(directory) == ["lesson.py", "out.jpg", "out.mp4", "out.vtt", "tempfile.py"]
    render(GOOD, tmp_path / "service", seed=5)
    assert (directory / "out.mp4").read_bytes() == (tmp_path / "service/video.mp4").read_bytes()


def test_a_failure_shows_the_line_with_a_caret_and_a_hint_and_leaves_an_older_video_alone(tmp_path: Path) -> None:
    directory = folder(tmp_path, BAD)
    (directory / "lesson.mp4").write_text("an older video")
    finished = run(directory, "lesson.py")
    assert finished.returncode == 1
    assert finished.stdout == ""
    assert finished.stderr.splitlines() == [
        "NameError: name 'Squar' is not defined",
        "  --> lesson.py:6:20",
        " 4 |     def construct(self):",
        " 5 |         def make():",
        " 6 |             return Squar()",
        "   |                    ^^^^^",
        " 7 |         self.play(Create(make()))",
        " 8 |",
        "  called from lesson.py:7, in construct: self.play(Create(make()))",
        "hint: Manim Community has no Squar. Did you mean Square?",
    ]
    assert (directory / "lesson.mp4").read_text() == "an older video"
    assert files(directory) == ["lesson.mp4", "lesson.py"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["absent.py"], "error: absent.py cannot be read: No such file or directory."),
        (["lesson.py", "-o", "lesson.py"], "error: The output is an MP4: lesson.py has to end in .mp4."),
        (["lesson.py", "-o", "no/where.mp4"], "error: There is no directory no."),
        (["lesson.py", "--quality", "great"], "invalid choice: 'great'"),
        (["lesson.py", "--seed", "-1"], "'-1' is not a whole number from 0 to 4294967295"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(arguments: list[str], complaint: str, tmp_path: Path) -> None:
    directory = folder(tmp_path, GOOD)
    finished = run(directory, *arguments)
    assert finished.returncode == 2
    assert complaint in finished.stderr
    assert files(directory) == ["lesson.py"]


def test_a_terminal_has_a_bar_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    directory = folder(tmp_path, ENDLESS)
    line, cwd, env = command(directory, "lesson.py", "-q", "low", "--timeout", "60")
    screen, far = pty.openpty()
    process = subprocess.Popen(line, cwd=cwd, env={**env, "TERM": "xterm"}, stdin=far, stdout=far, stderr=far, start_new_session=True)
    os.close(far)
    seen, is_told = "", False
    with suppress(OSError):  # Linux's way to say that the other end of a terminal is closed
        while data := os.read(screen, 4096):
            seen += data.decode(errors="replace")
            if "Animating" in seen and not is_told:
                # As a terminal does: to the command and whatever of it is in the foreground.
                os.killpg(process.pid, signal.SIGINT)
                is_told = True
    os.close(screen)
    assert process.wait(60) == 130
    assert "\r\x1b[KAnimating" in seen
    assert seen.endswith("Stopped. Nothing is left of the render.\r\n")
    assert files(directory) == ["lesson.py"]


def test_help_is_an_answer_and_no_command_is_a_mistake() -> None:
    asked, empty = (subprocess.run([sys.executable, "-m", "engine", *words], capture_output=True, text=True, check=False) for words in (["--help"], []))
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("usage: ")
    assert (empty.returncode, empty.stdout, empty.stderr) == (2, "", asked.stdout)
