"""The user's code: compiled under its own name, so that every line number is the user's."""

import ast
import inspect
import linecache
import sys
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType, ModuleType, TracebackType

from manim import Scene

from engine.excerpt import excerpt_of, lines_of

FILE_NAME = "scene.py"
MODULE_NAME = "scene"


class InvalidSyntax(Exception):
    """The code cannot be compiled. The cause is the compiler's own error."""


class NoScene(Exception):
    """The code defines nothing to render."""


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

    def text_of(self, line: int | None) -> str:
        return self.lines[line - 1] if line is not None and 0 < line <= len(self.lines) else ""

    @property
    def fence(self) -> str | None:
        """A line that Markdown puts around code, where the code has one."""
        return next((line for line in self.lines if line.lstrip().startswith("```")), None)

    def excerpt(self, line: int | None) -> str | None:
        """The line with its neighbours, numbered, an arrow before it."""
        return excerpt_of(self.lines, line)


def find_scenes(module: ModuleType) -> list[type[Scene]]:
    """The scenes to render, in order of definition.

    Every subclass of Scene that the code defines, whatever its base is called, but not one that another scene of the code
    extends, and not one that has nothing to run.

    @throws NoScene, also when one of them cannot be run as it is written
    """
    defined = [
        value
        for value in dict.fromkeys(value for value in vars(module).values() if isinstance(value, type))
        if issubclass(value, Scene) and value.__module__ == MODULE_NAME
    ]
    if not defined:
        raise NoScene("The code defines no scene: no class that extends Scene (or MovingCameraScene, ThreeDScene and so on).")
    leaves = [scene for scene in _in_order(defined) if not any(other is not scene and issubclass(other, scene) for other in defined)]
    scenes = [scene for scene in leaves if not inspect.isabstract(scene) and not _is_empty(scene)]
    if not scenes:
        names = ", ".join(scene.__name__ for scene in leaves)
        raise NoScene(f"No scene in the code has anything to run: {names} has no construct method of its own.")
    for scene in scenes:
        _require_runnable(scene)
    return scenes


def _require_runnable(scene: type[Scene]) -> None:
    """Manim calls a scene without arguments, and does not notice when what construct returns was yet to run: the video would be empty."""
    construct = scene.construct
    if inspect.iscoroutinefunction(construct) or inspect.isgeneratorfunction(construct) or inspect.isasyncgenfunction(construct):
        raise NoScene(f"{scene.__name__} shows nothing: its construct is a coroutine or a generator (async, yield), which is never run.")
    try:
        inspect.signature(scene).bind()
    except TypeError as error:
        raise NoScene(f"{scene.__name__} cannot be made: {error}.") from error


def _in_order(defined: list[type[Scene]]) -> list[type[Scene]]:
    """A module keeps a name where it came first, also when the class is defined once more further down: that is where it belongs.

    What no `class` statement names stays behind the one before it.
    """
    statements = [node for node in ast.walk(ast.parse("".join(linecache.getlines(FILE_NAME)))) if isinstance(node, ast.ClassDef)]
    line_of = {node.name: node.lineno for node in sorted(statements, key=lambda node: node.lineno)}
    lines = accumulate((line_of.get(scene.__name__, 0) for scene in defined), lambda last, line: line or last)
    return [scene for _, scene in sorted(zip(lines, defined, strict=True), key=lambda pair: pair[0])]


def _is_empty(scene: type[Scene]) -> bool:
    return all(getattr(scene, name) is getattr(Scene, name) for name in ("construct", "setup", "tear_down", "render"))
