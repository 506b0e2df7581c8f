"""TeX's logs, cut to what a person needs."""

import re

# Manim wraps each part of a formula in specials that its author never wrote; TeX's log shows them whole or cut by `...`.
MANIM_SPECIAL = re.compile(
    r"\\special ?\{dvisvgm:raw <(?:g id='unique\d+'|/g)>\}|\.\.\.\S*?raw <(?:g id='unique\d+'|/g)>\}|\\special ?\{dvisvgm:raw.*?\.\.\."
)
MOST_COMPLAINTS = 3
MOST_LINES_EACH = 8


def plain_expression(expression: str) -> str:
    """The formula as its author wrote it."""
    return MANIM_SPECIAL.sub("", expression)


def complaint_of(log: str) -> tuple[str | None, str | None]:
    """TeX's first complaint in one line, and the lines of the log from each `!` to its `l.<number>`. None where TeX did not complain."""
    lines = log.splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith("!") and not line.startswith("!  ==>")]
    if not starts:
        return None, None
    blocks = [_block(lines, start) for start in starts[:MOST_COMPLAINTS]]
    return _sentence(blocks[0]), "\n".join(line for block in blocks for line in block)


def _block(lines: list[str], start: int) -> list[str]:
    end = start + 1
    while end < len(lines) and end < start + MOST_LINES_EACH + 4 and not lines[end].startswith("l."):
        end += 1
    # TeX breaks a line where it stopped reading: the rest stands below.
    block = lines[start : end + 2]
    return _without_specials([line for line in block if line.strip() and not line.startswith((" ...", "See the LaTeX", "Type  H"))])


def _without_specials(lines: list[str]) -> list[str]:
    cleaned = []
    shortened = 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        # The rest of a broken line stands under the place of the break, so it moves with it.
        line = line[min(shortened, indent) :]
        plain = MANIM_SPECIAL.sub("", line)
        shortened = len(line) - len(plain)
        cleaned.append(plain.rstrip())
    return cleaned


def _sentence(block: list[str]) -> str:
    """For `! Undefined control sequence.` the culprit is the last word before the break of the line that follows."""
    complaint = block[0].removeprefix("!").strip().removeprefix("LaTeX Error:").strip()
    if len(block) > 1 and block[1].startswith("   "):
        complaint += " " + block[1].strip()
    if complaint.startswith("Undefined control sequence") and len(block) > 1 and (names := re.findall(r"\\[A-Za-z@]+", block[1])):
        return f"Undefined control sequence {names[-1]}"
    return complaint.rstrip(".")
