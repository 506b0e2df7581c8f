"""The fake of Modal as the tests start it, with the app deployed on it by the real command."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

MODAL = Path(__file__).parent.parent
COMMAND = Path(sys.executable).parent / "modal"
SECONDS = 100


@dataclass
class Service:
    url: str
    control: str

    @property
    def environment(self) -> dict[str, str]:
        """What tells an SDK to talk to it, and to nobody else."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("MODAL_")}
        return own | {
            "MODAL_SERVER_URL": self.url,
            "MODAL_TOKEN_ID": "ak-test",
            "MODAL_TOKEN_SECRET": "as-test",
            "MODAL_CONFIG_PATH": os.devnull,
        }

    def run(self, *arguments: str, cwd: Path = MODAL.parent) -> subprocess.CompletedProcess[str]:
        return subprocess.run([COMMAND, *arguments], env=self.environment, cwd=cwd, capture_output=True, text=True, timeout=SECONDS)

    def state(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.control}/state", timeout=SECONDS) as answer:
            return json.load(answer)

    def post(self, path: str, body: dict[str, Any] | None = None) -> None:
        request = urllib.request.Request(f"{self.control}/{path}", data=json.dumps(body or {}).encode(), method="POST")
        urllib.request.urlopen(request, timeout=SECONDS).close()

    def clear_faults(self) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.control}/faults", method="DELETE"), timeout=SECONDS).close()


@contextmanager
def running_service() -> Iterator[Service]:
    process = subprocess.Popen(
        [sys.executable, "-m", "fake"], cwd=MODAL, env={**os.environ, "PYTHONPATH": str(MODAL)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None  # a pipe
        said = json.loads(process.stdout.readline())
        yield Service(said["url"], said["control"])
    finally:
        process.communicate(timeout=SECONDS)


@contextmanager
def store_that_answers(*codes: int) -> Iterator[tuple[str, list[tuple[str | None, bytes]]]]:
    """A server that answers each request with the next code, and what it was sent."""
    waiting, seen = list(codes), []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            seen.append((self.headers["if-none-match"], self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(waiting.pop(0))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/key", seen
    server.shutdown()
    server.server_close()
