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


def test_who_wants_quiet_is_told_nothing_of_a_success(tmp_path: Path) -> None:
    directory = folder(tmp_path, GOOD)
    finished = run(directory, "lesson.py", "-q", "low", "--quiet")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")
    assert files(directory) == ["lesson.mp4", "lesson.py"]


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
        (["lesson.py", "-o", f"{'x' * 300}.mp4"], "cannot be written: File name too long."),
        (["lesson.py", "-o", "pipe.mp4"], "error: pipe.mp4 is no file that could be replaced."),
        (["scene.mp4"], "error: scene.mp4 is the scene itself: -o says where else to put the video."),
        (["lesson.py", "-o", "out.mp4", "--poster"], "error: out.jpg is a directory."),
        (["lesson.py", "-o", "out.mp4", "--captions"], "error: out.vtt is a directory."),
        (["/dev/zero"], "error: /dev/zero is larger than 4 MiB: is it a scene?"),
        (["out.vtt"], "error: out.vtt cannot be read: Is a directory."),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(arguments: list[str], complaint: str, tmp_path: Path) -> None:
    directory = folder(tmp_path, GOOD)
    (directory / "scene.mp4").write_text(GOOD)
    os.mkfifo(directory / "pipe.mp4")
    for name in ("out.jpg", "out.vtt"):
        (directory / name).mkdir()
    before = files(directory)
    finished = run(directory, *arguments)
    assert finished.returncode == 2
    assert complaint in finished.stderr
    assert files(directory) == before
    assert (directory / "scene.mp4").read_text() == GOOD


@pytest.mark.parametrize(
    ("redirection", "arguments", "exit_code", "out", "err"),
    [
        (">/dev/full", ["lesson.py", "-q", "low"], 0, "", "Standard output cannot be written: No space left on device."),
        ("<&- 2>&-", ["lesson.py", "-q", "low"], 0, "lesson.mp4  0:0", ""),
        (">/dev/full", ["--help"], 0, "", ""),
        ("2>/dev/full", ["absent.py"], 2, "", ""),
        ("2>&-", ["--mistake"], 2, "", ""),
    ],
)
def test_what_cannot_be_said_changes_nothing_of_the_render_nor_of_its_exit_code(
    redirection: str, arguments: list[str], exit_code: int, out: str, err: str, tmp_path: Path
) -> None:
    line, cwd, env = command(folder(tmp_path, GOOD), *arguments)
    redirected = ["sh", "-c", f'exec "$@" {redirection}', "sh", *line]
    finished = subprocess.run(redirected, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert finished.returncode == exit_code
    assert out in finished.stdout
    assert err in finished.stderr
    assert "Exception" not in finished.stderr
    assert (tmp_path / "folder/lesson.mp4").exists() == ("lesson.py" in arguments)


def test_a_name_that_standard_output_has_no_characters_for_is_spelled_out(tmp_path: Path) -> None:
    name = os.fsdecode("é漢".encode() + b"\xff")
    line, cwd, env = command(folder(tmp_path, GOOD, f"{name}.py"), f"{name}.py", "-q", "low")
    finished = subprocess.run(line, cwd=cwd, env={**env, "PYTHONIOENCODING": "ascii"}, capture_output=True, timeout=120, check=False)
    assert (finished.returncode, finished.stderr) == (0, b"The scene said:\nas far as here\n")
    assert finished.stdout.startswith(rb"\xe9\u6f22\udcff.mp4  0:0")
    assert files(tmp_path / "folder") == [f"{name}.mp4", f"{name}.py"]


@pytest.mark.parametrize(
    ("number", "exit_code", "last_words"), [(signal.SIGINT, 130, "Stopped. Nothing is left of the render.\r\n"), (signal.SIGKILL, -signal.SIGKILL, "")]
)
def test_a_terminal_has_a_bar_and_nothing_is_left_behind_by_ctrl_c_or_even_sigkill(
    number: signal.Signals, exit_code: int, last_words: str, tmp_path: Path
) -> None:
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
                os.killpg(process.pid, number)
                is_told = True
    os.close(screen)
    assert process.wait(60) == exit_code
    assert "\r\x1b[KAnimating" in seen
    assert seen.endswith(last_words)
    assert files(directory) == ["lesson.py"]


@pytest.mark.parametrize(
    ("circumstances", "remedy"),
    [
        (["unshare", "--user", "--map-root-user", "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', "sh"], ""),
        (["sh", "-c", 'ulimit -v 2000000; exec "$@"', "sh"], "This process has lower limits than a box is given: `ulimit -Ha` shows them."),
    ],
)
def test_nothing_is_rendered_where_there_can_be_no_box_in_the_words_of_the_service(circumstances: list[str], remedy: str, tmp_path: Path) -> None:
    line, cwd, env = command(folder(tmp_path, GOOD), "lesson.py", "-q", "low")
    finished = subprocess.run([*circumstances, *line], cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert (finished.returncode, finished.stdout) == (69, "")
    first, second, what_to_do = finished.stderr.splitlines()
    assert first == "error: Scenes are not rendered without the box that keeps their code from this machine."
    assert second.startswith("“a box can be made” does not hold: ")
    assert what_to_do.startswith(remedy)
    assert files(cwd) == ["lesson.py"]


def test_help_is_an_answer_and_no_command_is_a_mistake() -> None:
    asked, empty = (subprocess.run([sys.executable, "-m", "engine", *words], capture_output=True, text=True, check=False) for words in (["--help"], []))
    assert (asked.returncode, asked.stderr) == (0, "")
    assert asked.stdout.startswith("usage: ")
    assert (empty.returncode, empty.stdout, empty.stderr) == (2, "", asked.stdout)
