"""A failure as a person wants to read it: what, the line of their code with a caret, what to do."""

import re
from collections.abc import Iterator

from engine.cli.terminal import Terminal, columns_of, printable
from engine.excerpt import LINES_AROUND, lines_of
from engine.protocol import Failure

# What stands for the class of an exception where there is none, or none that means anything to its reader.
KINDS = {
    "NO_SCENE": "There is nothing to render",
    "LATEX_ERROR": "Formula",
    "FORBIDDEN": "Not allowed in the box",
    "TIMED_OUT": "Out of time",
    "OUT_OF_MEMORY": "Out of memory",
    "OUTPUT_TOO_LARGE": "Too large",
    "CRASHED": "Crashed",
    "UNAVAILABLE": "Nothing can be rendered now",
}
# A frame in Python's words: the line's number, the function, the line without its indentation and, below the part that is meant, carets.
FRAME = re.compile(r'  File "scene\.py", line (?P<line>\d+)(?:, in (?P<function>.*))?\n    (?P<text>\S.*)(?:\n    (?P<marks>[ ~^]*[~^]))?')
# Between the errors that led to one another, which Python tells one after the other; what is meant is the last one.
CHAIN = re.compile(r"^(?:The above exception was the direct cause of|During handling of the above exception, another exception occurred)", re.MULTILINE)
MOST_CALLS = 5
# Of a line that is longer, what is around the part that is meant.
LONGEST_LINE = 160
COLUMNS_BEFORE = 60


def failure_text(failure: Failure, name: str, code: str, terminal: Terminal) -> str:
    """Several lines; `name` is what the person calls the file."""
    return "\n".join(_parts(failure, name, code, terminal))


def _parts(failure: Failure, name: str, code: str, terminal: Terminal) -> Iterator[str]:
    style = terminal.style
    yield f"{style(printable(failure.exception or KINDS.get(failure.kind, failure.kind)), 'bold', 'red')}: {printable(failure.message).strip()}"
    frames = list(FRAME.finditer(CHAIN.split(printable(failure.traceback or ""))[-1]))
    if failure.line is not None:
        lines = lines_of(code)
        start, end = _meant(lines, failure.line, frames)
        yield f"{style('  -->', 'blue')} {printable(name)}:{failure.line}:{start + 1}"
        yield from _shown_lines(lines, failure.line, start, end, terminal)
        for frame in _calls(frames, failure.line):
            yield f"{style('  called from', 'blue')} {printable(name)}:{frame['line']}, in {frame['function']}: {frame['text']}"
    if failure.latex_expression:
        yield f"{style('  formula:', 'blue')} {printable(failure.latex_expression)}"
    if failure.latex_log:
        yield from (f"  {line}" for line in printable(failure.latex_log).strip().splitlines())
    if failure.hint:
        yield f"{style('hint:', 'bold', 'green')} {printable(failure.hint)}"


def _meant(lines: list[str], line: int, frames: list[re.Match[str]]) -> tuple[int, int]:
    """From which column of the line to which the error is, counted from 0: what Python marks, else all of it."""
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = len(text) - len(text.lstrip())
    for frame in reversed(frames):
        marks = frame["marks"]
        if int(frame["line"]) == line and marks:
            start = indent + len(marks) - len(marks.lstrip())
            return start, indent + len(marks)
    return indent, max(indent + 1, len(text.rstrip()))


def _shown_lines(lines: list[str], line: int, start: int, end: int, terminal: Terminal) -> Iterator[str]:
    """The line with its neighbours, numbered, and carets below the part that is meant."""
    # Behind the last end of a line there is none, unless that is where something is missing.
    there_are = len(lines) if lines[-1] else max(line, len(lines) - 1)
    first, last = max(1, line - LINES_AROUND), min(there_are, line + LINES_AROUND)
    width = len(str(last))
    cut = max(0, start - COLUMNS_BEFORE) if len(lines[line - 1]) > LONGEST_LINE else 0
    start, end = start - cut, min(end - cut, LONGEST_LINE)
    for number in range(first, last + 1):
        text = _part(lines[number - 1], cut if number == line else 0)
        yield f"{terminal.style(f'{number:>{width + 1}} |', 'blue')} {printable(text)}".rstrip()
        if number == line:
            margin = columns_of(printable(text[:start])) + max(0, start - len(text))
            marks = "^" * max(1, columns_of(printable(text[start:end])))
            yield f"{' ' * (width + 1)} {terminal.style('|', 'blue')} {' ' * margin}{terminal.style(marks, 'bold', 'red')}"


def _part(text: str, start: int) -> str:
    """Of a long line as much as is shown, with dots where there is more."""
    part = text[start : start + LONGEST_LINE]
    before, after = "…" if start else "", "…" if len(text) > start + LONGEST_LINE else ""
    return f"{before}{part[len(before) : len(part) - len(after)]}{after}"


def _calls(frames: list[re.Match[str]], line: int) -> list[re.Match[str]]:
    """What led to the line, the nearest call first."""
    functions = [frame for frame in frames if frame["function"]]
    before = functions[: next((place for place in range(len(functions) - 1, -1, -1) if int(functions[place]["line"]) == line), 0)]
    return [frame for frame in reversed(before) if frame["function"] != "<module>" or len(before) > 1][:MOST_CALLS]
