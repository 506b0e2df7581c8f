"""Renders at Modal: `modal run modal/app.py` makes a sample, `modal deploy modal/app.py` is what workers call. See docs/modal.md."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import modal

HERE = Path(__file__).parent
NAME = "arxiviz"
# What workers and this app say to each other; raise it with every change after which an older worker would not understand.
PROTOCOL = 1
# The longest that one render may take. Modal's own limit is 24 hours.
LONGEST_WALL_SECONDS = 3 * 3600
RENDERS_PER_CONTROLLER = 8

# The packages that set-up installs on Debian (src/prerequisites/system.ts), and what compiles the engine's part in C.
PACKAGES = (
    "gcc", "libc6-dev", "pkg-config", "libcairo2-dev", "libpango1.0-dev",
    "texlive-latex-base", "texlive-xetex", "dvisvgm", "texlive-latex-recommended", "texlive-latex-extra", "texlive-fonts-recommended",
    "texlive-science", "tipa", "lmodern", "texlive-lang-chinese", "fonts-noto-cjk", "fonts-noto-color-emoji",
)  # fmt: skip
# Where the engine is in the image. Python is told by a file beside its libraries, because `python -I` does not look at PYTHONPATH.
PROGRAM = "/opt/arxiviz"
TELL_PYTHON = f"""python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'arxiviz.pth').write_text('{PROGRAM}')" """

image = (
    modal.Image.debian_slim(python_version="3.11")
    .run_commands(f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(PACKAGES)} && rm -rf /var/lib/apt/lists/*")
    .uv_sync(str(HERE), extra_options="--no-default-groups", uv_version="0.13.9")
    .add_local_dir(HERE / "engine", f"{PROGRAM}/engine", copy=True, ignore=["**/__pycache__"])
    .run_commands(TELL_PYTHON, "python -m compileall -q " + PROGRAM, "python -I -m engine.build", "mkdir /job")
    .add_local_dir(HERE / "controller", f"{PROGRAM}/controller", copy=True, ignore=["**/__pycache__"])
)
with image.imports():
    from controller.render import Means, render
    from controller.spares import Spares
    from engine.protocol import decode_job

app = modal.App(NAME)
progress = modal.Queue.from_name(f"{NAME}-progress", create_if_missing=True)
answers = modal.Queue.from_name(f"{NAME}-answers", create_if_missing=True)


@app.cls(
    image=image,
    # It mostly waits. Videos pass through its memory where the store is a directory.
    cpu=(0.125, 1.0),
    memory=(256, 4096),
    timeout=LONGEST_WALL_SECONDS + 900,
    startup_timeout=120,
    # The worker decides what is tried again.
    retries=0,
    max_containers=50,
    scaledown_window=60,
    enable_memory_snapshot=True,
)
@modal.concurrent(max_inputs=RENDERS_PER_CONTROLLER)
class Controller:
    """Trusted: it runs no code of scenes, only starts, watches and judges the Sandboxes that do."""

    @modal.enter()
    async def open(self) -> None:
        self.spares = Spares(app, image)
        self.engine = asyncio.create_task(find_engine())

    @modal.method()
    async def describe(self) -> dict[str, Any]:
        """What is deployed here: the worker asks before it relies on it."""
        return {"protocol": PROTOCOL, "engine": await self.engine, "longest_wall_seconds": LONGEST_WALL_SECONDS}

    @modal.method()
    async def render(self, *, job: dict[str, Any], name: str, upload: bool) -> dict[str, Any]:
        """`job` is the engine's (engine/protocol.py), `name` the render's. Answers its last word, and the files unless they were stored."""
        call = modal.current_function_call_id() or name
        means = Means(app, image, self.spares, progress, answers, partition=call)
        result = await render(decode_job(json.dumps({**job, "output": "/job/out"}).encode()), name, upload, means)
        return {"protocol": PROTOCOL, "engine": await self.engine, **result}

    @modal.exit()
    async def close(self) -> None:
        await self.spares.close()


async def find_engine() -> str:
    """What draws the frames: the same image renders, so what this container has is what draws there."""
    command = [sys.executable, "-I", "-m", "engine", "version"]
    found = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    answer, _ = await found.communicate()
    return str(json.loads(answer)["engine"])


SAMPLE = """from manim import *


class Sample(Scene):
    def construct(self):
        formula = MathTex(r"e^{i\\pi} + 1 = 0").scale(2)
        self.play(Write(formula))
        self.play(Circumscribe(formula))
        self.wait()
"""


@app.local_entrypoint()
def main(code_file: str = "", quality: str = "MEDIUM") -> None:
    """Renders a sample, or the code in a file, and writes `test_output.mp4`."""
    code = Path(code_file).read_text() if code_file else SAMPLE
    limits = {"wall_seconds": 600, "cpu_seconds": 600, "memory_bytes": 3 * 2**30, "output_bytes": 2**29, "video_seconds": 600}
    job = {"code": code, "concept": "", "quality": quality, "seed": 0, "limits": limits}
    result = Controller().render.remote(job=job, name="sample", upload=False)
    end = result["end"]
    if end["type"] == "failed":
        failure = end["failure"]
        raise SystemExit("\n".join(text for text in (f"{failure['kind']}: {failure['message']}", failure["excerpt"], failure["hint"]) if text))
    Path("test_output.mp4").write_bytes(result["files"]["video"])
    video = end["video"]
    print(f"test_output.mp4: {video['width']}×{video['height']}, {video['duration_seconds']:.1f} s, drawn by {result['engine']}")
