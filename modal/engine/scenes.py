"""Which classes of the code are scenes that can be rendered."""

import ast
import inspect
import linecache
from collections.abc import Callable
from itertools import accumulate
from types import FunctionType, ModuleType

from manim import Scene

from engine.source import FILE_NAME, MODULE_NAME

# What Manim calls with nothing but the scene.
CALLED_BY_MANIM = ("setup", "construct", "tear_down")


class NoScene(Exception):
    """The code defines nothing to render. `line` is where it stands that nearly was, if something was."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


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


def require_made(scene: Scene) -> None:
    """@throws NoScene where Manim has not made what every scene has"""
    if getattr(scene, "renderer", None) is None:
        kind = type(scene)
        raise NoScene(f"{kind.__name__} cannot be rendered: its __init__ does not call super().__init__().", _line_of(kind.__init__))


def _require_runnable(scene: type[Scene]) -> None:
    """Manim calls a scene without arguments, and does not notice when what construct returns was yet to run: the video would be empty."""
    construct = scene.construct
    if inspect.iscoroutinefunction(construct) or inspect.isgeneratorfunction(construct) or inspect.isasyncgenfunction(construct):
        raise NoScene(
            f"{scene.__name__} shows nothing: its construct is a coroutine or a generator (async, yield), which is never run.", _line_of(construct)
        )
    try:
        inspect.signature(scene).bind()
    except TypeError as error:
        raise NoScene(f"{scene.__name__} cannot be made: {error}.", _line_of(scene.__init__)) from error
    for name in CALLED_BY_MANIM:
        method = inspect.getattr_static(scene, name)
        if not callable(getattr(scene, name)):
            raise NoScene(f"{scene.__name__}.{name} cannot be called: it is no method.")
        try:
            if isinstance(method, FunctionType):
                inspect.signature(method).bind(scene)
        except TypeError as error:
            raise NoScene(f"{scene.__name__}.{name} cannot be called: Manim hands it the scene (self) and nothing else.", _line_of(method)) from error


def _line_of(function: object) -> int | None:
    """Where the code has it, if it has."""
    code = getattr(function, "__code__", None)
    return code.co_firstlineno if code is not None and code.co_filename == FILE_NAME else None


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
