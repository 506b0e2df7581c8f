"""Where boxes come from."""

import json
import subprocess
import sys
from pathlib import Path

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
    assert engine.processes() == engine.at_rest
    engine.close()


def test_the_memory_of_what_boxes_are_forked_from_is_its_own() -> None:
    """A fork's memory is a copy, unless it was mapped to be shared; and a fork takes one thread along, so there must be no other."""
    engine = Engine()
    zygote = next(process for process in engine.at_rest if Path(f"/proc/{process}/cmdline").read_bytes().startswith(b"/opt/venv/bin/python"))
    mappings = [line.split() for line in Path(f"/proc/{zygote}/maps").read_text().splitlines()]
    assert [parts for parts in mappings if parts[1].startswith("rw") and parts[1].endswith("s")] == []
    assert len(list(Path(f"/proc/{zygote}/task").iterdir())) == 1
    engine.close()
