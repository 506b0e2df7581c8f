"""What a hint is made of; hints.py knows them all."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Hint:
    """`error` is looked for in "Class: message" (and, for LaTeX, the formula below it), `line` in the user's line; `advice` may be made from the match of `error`."""

    error: str
    advice: str | Callable[[re.Match[str]], str | None]
    line: str = ""
