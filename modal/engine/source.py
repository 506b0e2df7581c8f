"""The user's code: compiled under its own name, so that every line number is the user's."""

import linecache
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType, ModuleType, TracebackType

from engine.excerpt import excerpt_of, lines_of

FILE_NAME = "scene.py"
MODULE_NAME = "scene"
NO_TEXT = re.compile("[\0\ud800-\udfff]")


class InvalidSyntax(Exception):
    """The code cannot be compiled. The cause is the compiler's own error."""


@dataclass
class Source:
    code: str
    lines: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.code = self.code.removeprefix("\ufeff")
        self.lines = lines_of(self.code)

    def load(self, directory: Path) -> ModuleType:
        """Runs the module's top level, from a file in `directory`, so that `__file__` and `inspect.getsource` work.

        @throws InvalidSyntax, and whatever the code itself throws.
        """
        program = self._compile()
        path = directory / FILE_NAME
        path.write_text(self.code, encoding="utf-8")
        linecache.cache[FILE_NAME] = (len(self.code), None, [line + "\n" for line in self.lines], FILE_NAME)
        module = ModuleType(MODULE_NAME)
        module.__file__ = str(path)
        sys.modules[MODULE_NAME] = module
        exec(program, module.__dict__)
        return module

    def _compile(self) -> CodeType:
        try:
            return compile(self.code, FILE_NAME, "exec", dont_inherit=True)
        # Besides SyntaxError: NUL characters (ValueError), lone surrogates (UnicodeEncodeError), endless nesting.
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise InvalidSyntax(str(error)) from error

    def line_of_traceback(self, traceback: TracebackType | None) -> int | None:
        """The last line of the user's own code on the way to an error."""
        line = None
        while traceback is not None:
            if traceback.tb_frame.f_code.co_filename == FILE_NAME:
                line = traceback.tb_lineno
            traceback = traceback.tb_next
        return line

    def line_of_frame(self, frame: FrameType | None) -> int | None:
        """The user's line that is being executed when `frame` is."""
        while frame is not None and frame.f_code.co_filename != FILE_NAME:
            frame = frame.f_back
        return frame.f_lineno if frame is not None else None

    @property
    def line_of_no_text(self) -> int | None:
        """Where the first character stands that no text may have: NUL, or half of one that UTF-16 writes in two (a lone surrogate)."""
        found = NO_TEXT.search(self.code)
        return None if found is None else len(lines_of(self.code[: found.start()]))

    def text_of(self, line: int | None) -> str:
        return self.lines[line - 1] if line is not None and 0 < line <= len(self.lines) else ""

    @property
    def fence(self) -> str | None:
        """A line that Markdown puts around code, where the code has one."""
        return next((line for line in self.lines if line.lstrip().startswith("```")), None)

    def excerpt(self, line: int | None) -> str | None:
        """The line with its neighbours, numbered, an arrow before it."""
        return excerpt_of(self.lines, line)
