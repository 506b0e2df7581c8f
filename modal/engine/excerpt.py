"""Lines of the user's code, as they are shown beside a failure."""

LINES_AROUND = 2
# Of data that somebody has put into one line, the rest helps nobody.
LONGEST_LINE = 500


def lines_of(code: str) -> list[str]:
    """Only what the compiler takes for line ends counts; str.splitlines knows more (form feeds, for one) and would shift lines."""
    return code.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def excerpt_of(lines: list[str], line: int | None) -> str | None:
    """The line with its neighbours, numbered, an arrow before it."""
    if line is None or not 0 < line <= len(lines):
        return None
    first = max(1, line - LINES_AROUND)
    last = min(len(lines), line + LINES_AROUND)
    width = len(str(last))
    rows = [f"{'>' if number == line else ' '} {number:{width}} | {_shown(lines[number - 1])}" for number in range(first, last + 1)]
    return "\n".join(row.rstrip() for row in rows)


def _shown(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …"
