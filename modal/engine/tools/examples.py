"""The scenes of Manim's own documentation: every `.. manim::` block in the docstrings of the installed package, or in pages given."""

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

DIRECTIVE = ".. manim::"
# What the documentation's own builder puts before each (manim/utils/docbuild/manim_directive.py).
HEAD = "from manim import *\n"
PROMPTS = (">>> ", "... ")


@dataclass(frozen=True)
class Example:
    """One block: where it stands (`animation.fading.FadeInExample`), and its code as a file of its own."""

    name: str
    code: str


def installed_examples() -> list[Example]:
    """@throws ModuleNotFoundError where Manim is not installed"""
    package = Path(str(files("manim")))
    return list(_numbered(example for path in sorted(package.rglob("*.py")) for example in _in_module(path, package)))


def page_examples(page: Path) -> list[Example]:
    """Of a page of documentation (reStructuredText)."""
    return list(_numbered(_in_text(page.read_text(encoding="utf-8"), page.stem)))


def _in_module(path: Path, package: Path) -> Iterator[Example]:
    place = ".".join(path.relative_to(package).with_suffix("").parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _in_text(ast.get_docstring(node) or "", place)


def _in_text(text: str, place: str) -> Iterator[Example]:
    lines = text.expandtabs().splitlines()
    for number, line in enumerate(lines):
        if line.strip().startswith(DIRECTIVE):
            name = line.strip().removeprefix(DIRECTIVE).strip()
            code = _code_below(lines[number + 1 :], _indent(line))
            if code is not None:
                yield Example(f"{place}.{name}", HEAD + code)


def _code_below(lines: list[str], outside: int) -> str | None:
    """The block that is indented more than its directive, without the directive's options and without prompts; `None` where there is no code."""
    block = []
    for line in lines:
        if line.strip() and _indent(line) <= outside:
            break
        block.append(line)
    while block and (not block[0].strip() or block[0].strip().startswith(":")):
        block.pop(0)
    code = textwrap.dedent("\n".join(block)).strip("\n")
    if code.startswith(PROMPTS[0]):
        code = "\n".join(line[4:] for line in code.splitlines() if line.startswith(PROMPTS))
    return code + "\n" if "class " in code else None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _numbered(examples: Iterator[Example]) -> Iterator[Example]:
    """Names that occur again get a number."""
    seen: dict[str, int] = {}
    for example in examples:
        count = seen[example.name] = seen.get(example.name, 0) + 1
        yield example if count == 1 else Example(f"{example.name}-{count}", example.code)
