"""The app for Modal as its commands and clients meet it: deployed on a fake of Modal's servers, rendering in local boxes."""

import hashlib
import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import modal
import pytest
from modal_service import MODAL, Service, running_service, store_that_answers
from support import LIMITS, scene

DOT = scene("self.play(Create(Dot()))")
ENDLESS = scene("while True:\n    self.play(Rotate(Square(), PI), run_time=5)")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running_service() as running:
        deployed = running.run("deploy", "modal/app.py")
        assert deployed.returncode == 0, deployed.stdout + deployed.stderr
        yield running


@pytest.fixture(scope="module")
def controller(service: Service) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in service.environment.items():
            patch.setenv(name, value)
        # The default client is made from the environment of the whole process, once.
        client = modal.Client.from_credentials("ak-test", "as-test")
        yield modal.Cls.from_name("arxiviz", "Controller", client=client)()


def job(code: str, **limits: float) -> dict[str, Any]:
    return {"code": code, "concept": "", "quality": "LOW", "seed": 1, "limits": {**LIMITS, **limits}}


def render(controller: Any, code: str, name: str = "one", **limits: float) -> dict[str, Any]:
    return controller.render.remote(job=job(code, **limits), name=name, upload=False)


def eventually(look: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_run_renders_a_sample_into_a_file(service: Service, tmp_path: Path) -> None:
    ran = service.run("run", str(MODAL / "app.py"), "--quality", "LOW", cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    with av.open(str(tmp_path / "test_output.mp4")) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (854, 480)
    # The app ends with the command, and with it what was waiting.
    eventually(lambda: not service.state()["containers"] and not service.state()["sandboxes"])


def test_a_render_answers_what_the_file_really_is_and_the_file(controller: Any) -> None:
    result = render(controller, DOT)
    end = result["end"]
    assert end["type"] == "done"
    with av.open(io.BytesIO(result["files"]["video"])) as container:
        assert container.streams.video[0].width == end["video"]["width"] == 854
    assert len(result["files"]["video"]) == end["video"]["size_bytes"]
    assert result["files"]["poster"].startswith(b"\xff\xd8")
    assert result["engine"] == controller.describe.remote()["engine"]


def test_code_that_fails_is_answered_with_its_line(controller: Any) -> None:
    failure = render(controller, scene("1 / 0"))["end"]["failure"]
    assert (failure["kind"], failure["line"], failure["exception"]) == ("SCENE_ERROR", 5, "ZeroDivisionError")


FORGES = """import os
for descriptor in range(3, 12):
    try:
        os.write(descriptor, b'{"type": "file", "name": "video", "bytes": 4}\\nfakeno event\\n')
    except OSError:
        pass"""


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("import os; os._exit(0)", "CRASHED"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "CRASHED"),
        ("import socket; socket.create_connection(('127.0.0.1', 80))", "FORBIDDEN"),
        ("import itertools; sum(itertools.repeat(0))", "TIMED_OUT"),
        (FORGES, "FORBIDDEN"),
    ],
)
def test_hostile_code_gets_a_failure_and_nothing_else(controller: Any, code: str, kind: str) -> None:
    result = render(controller, scene(code), wall_seconds=4 if kind == "TIMED_OUT" else 60)
    assert result["end"].get("failure", {}).get("kind") == kind, result["end"]
    assert "files" not in result


def test_a_cancelled_call_takes_its_sandbox_with_it(service: Service, controller: Any) -> None:
    call = controller.render.spawn(job=job(ENDLESS), name="cancelled", upload=False)
    eventually(lambda: "cancelled" in service.state()["rendering"])
    call.cancel()
    eventually(lambda: "cancelled" not in service.state()["rendering"])


def test_files_are_stored_as_soon_as_somebody_signs_for_them(service: Service, controller: Any) -> None:
    call = controller.render.spawn(job=job(DOT), name="stored", upload=True)
    client = modal.Client.from_credentials("ak-test", "as-test")
    progress, answers = (modal.Queue.from_name(f"arxiviz-{name}", client=client) for name in ("progress", "answers"))
    questions = []
    # The first question is heard by a worker that ends then and there; the next one asks nobody else.
    while len(questions) < 2:
        said = json.loads(progress.get(timeout=60, partition=call.object_id))
        questions += [said] if said["type"] == "store" else []
    with store_that_answers(200, 200) as (url, seen):
        requests = {name: {"url": url, "headers": {"if-none-match": "*"}} for name in questions[1]["files"]}
        answers.put(json.dumps(requests), partition=call.object_id)
        result = call.get(timeout=60)
    assert result["end"]["type"] == "done"
    assert "files" not in result
    assert {hashlib.sha256(body).hexdigest() for _, body in seen} == set(result["stored"].values())
    assert result["stored"]["video"] == result["end"]["video"]["sha256"]


def test_a_second_call_for_a_render_ends_the_first_ones_sandbox(service: Service, controller: Any) -> None:
    first = controller.render.spawn(job=job(ENDLESS), name="twice", upload=False)
    eventually(lambda: "twice" in service.state()["rendering"])
    second = render(controller, DOT, name="twice")
    assert second["end"]["type"] == "done"
    assert first.get(timeout=60)["end"]["failure"]["kind"] == "UNAVAILABLE"


@pytest.mark.parametrize(("broken", "kind"), [("memory", "OUT_OF_MEMORY"), ("sandboxes", "UNAVAILABLE")])
def test_a_sandbox_that_ends_under_a_render_is_told_as_what_it_was(service: Service, controller: Any, broken: str, kind: str) -> None:
    call = controller.render.spawn(job=job(ENDLESS), name=broken, upload=False)
    eventually(lambda: broken in service.state()["rendering"])
    service.post(f"break/{broken}")
    assert call.get(timeout=60)["end"]["failure"]["kind"] == kind


def test_a_render_for_which_there_is_no_sandbox_is_an_outage(service: Service, controller: Any) -> None:
    for method in ("SandboxCreateV2", "TaskExecPoll"):
        service.post("faults", {"method": method, "kind": "refused", "times": 50})
    try:
        failure = render(controller, DOT, name="no sandbox")["end"]["failure"]
        assert failure["kind"] == "UNAVAILABLE"
        assert "Sandbox" in failure["message"]
    finally:
        service.clear_faults()


def test_one_sandbox_waits_for_the_next_render_and_no_other_is_left(service: Service, controller: Any) -> None:
    render(controller, DOT)
    eventually(lambda: len(service.state()["sandboxes"]) <= service.state()["containers"])


def test_the_sdks_call_nothing_that_the_fake_does_not_know(service: Service) -> None:
    assert service.state()["unknown"] == []
