"""What a hostile scene is: its code, and what the result has to say of it."""

import textwrap
from dataclasses import dataclass, field

# A scene that reports what it got raises this; anything in `got` that is not nothing is an escape.
REPORT = "class Got(Exception): pass"


@dataclass(frozen=True)
class Attack:
    """`body` runs in `construct`, its first line being line 5 of the code. `kind` is "DONE" where the scene makes its video all the same."""

    body: str
    kind: str
    message: str = ""
    line: int | None = None
    limits: dict[str, float] = field(default_factory=dict)

    @property
    def code(self) -> str:
        body = textwrap.indent(textwrap.dedent(self.body).strip("\n"), " " * 8)
        return f"from manim import *\n{REPORT}\nclass Hostile(Scene):\n    def construct(self):\n{body}\n"


def refused(body: str, line: int = 6) -> Attack:
    """The system refuses it, and the failure names the line that tried."""
    return Attack(body, "FORBIDDEN", line=line)


def reports(body: str, got: object) -> Attack:
    """The scene tries things, swallows what goes wrong, and raises Got with what it has."""
    return Attack(body, "SCENE_ERROR", f"got {got!r}")
