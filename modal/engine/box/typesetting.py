"""Sets the formulas that a scene asks for outside of its box, and remembers them.

What is kept for others must depend on the formula alone. TeX is a language that writes files and, with PostScript, does more; so each formula has
a box for itself, but for those that are `tame`: they draw and can do nothing else, so that one box may set any number of them, one after the other.
"""

from collections import deque
from collections.abc import Callable
from typing import Protocol

from engine.box.box import Box, OnBytes
from engine.box.command import MEBIBYTE, BoxLimits
from engine.box.constant import is_constant
from engine.box.formula_cache import FormulaCache
from engine.box.tame import is_tame
from engine.formula import LONGEST_QUESTION, Formula, InvalidFormula, decode_answer, decode_formula, encode_answer, encode_formula, is_whole_svg

TYPESETTER = "engine.box.typesetter"
LIMITS = BoxLimits(address_space=2 * 2**30, disk=128 * MEBIBYTE, files=4000, processes=16)
LONGEST_ANSWER = 16 * 2**20
# A scene asks for one formula at a time; more can only be asked by code that goes around the engine.
MOST_WAITING = 16
# What one render may have kept for others: far more than a scene has formulas, far less than would push theirs out.
MOST_KEPT = 1000
MOST_KEPT_BYTES = 16 * 2**20


class Host(Protocol):
    """Whoever watches the render: makes boxes, pumps them with the scene's own, and ends them."""

    def start_box(self, module: str, outputs: list[OnBytes], limits: BoxLimits) -> Box: ...
    def end_box(self, box: Box) -> None: ...


class Typesetting:
    """`take` gets what one scene's box asks, `answer` brings what comes of it; `look` is to be called whenever something was pumped."""

    def __init__(self, host: Host, answer: Callable[[bytes], None], backlog: Callable[[], int], cache: FormulaCache) -> None:
        """`backlog` says how many answers have not been read yet."""
        self.fault: str | None = None
        self._host = host
        self._answer = answer
        self._backlog = backlog
        self._cache = cache
        self._rest = b""
        self._waiting: deque[Formula] = deque()
        self._asked: Formula | None = None
        self._box: Box | None = None
        self._reply = b""
        self._kept, self._kept_bytes = 0, 0

    def take(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        try:
            self._waiting.extend(decode_formula(line) for line in lines)
            if len(self._rest) > LONGEST_QUESTION or len(self._waiting) > MOST_WAITING:
                raise InvalidFormula("it never ends")
        except InvalidFormula as error:
            self.fault = f"it asked for a formula that is none: {error}"

    def look(self) -> None:
        """@throws CannotStart, Cancelled"""
        self._take_reply()
        while self._waiting and self._asked is None and self._backlog() < MOST_WAITING:
            formula = self._waiting.popleft()
            svg = self._cache.find(formula)
            if svg is not None:
                self._answer(encode_answer(svg))
            else:
                self._ask(formula)

    def finish(self) -> None:
        """Lets the box that is left end by itself."""
        if self._box is not None and self._asked is None:
            self._box.give([], last=True)

    def _ask(self, formula: Formula) -> None:
        if not is_tame(formula):
            self._end_box()
        if self._box is None:
            self._box = self._host.start_box(TYPESETTER, [self._take_bytes], LIMITS)
        self._asked, self._reply = formula, b""
        # One that is not tame may leave something behind: its box ends with it.
        self._box.give([encode_formula(formula)], last=not is_tame(formula))

    def _take_bytes(self, data: bytes) -> None:
        self._reply = (self._reply + data)[:LONGEST_ANSWER]

    def _take_reply(self) -> None:
        box, formula = self._box, self._asked
        if box is None or formula is None or (box.exit_code is None and not (b"\n" in self._reply and is_tame(formula))):
            return
        svg = self._svg_in_reply()
        if svg is not None and is_constant(formula):
            self._keep(formula, svg)
        self._asked = None
        if box.exit_code is not None:
            self._end_box()
        self._answer(encode_answer(svg))

    def _keep(self, formula: Formula, svg: str) -> None:
        self._kept += 1
        self._kept_bytes += len(svg)
        if self._kept <= MOST_KEPT and self._kept_bytes <= MOST_KEPT_BYTES:
            self._cache.keep(formula, svg)

    def _svg_in_reply(self) -> str | None:
        try:
            svg = decode_answer(self._reply.partition(b"\n")[0])
        except InvalidFormula:
            return None
        return svg if svg is not None and is_whole_svg(svg) else None

    def _end_box(self) -> None:
        if self._box is not None:
            self._host.end_box(self._box)
            self._box = None
