"""Which formulas draw and can do nothing else.

They are made of Manim's own preamble, packages and commands of a list, plain characters, and commands that are defined by nothing else.
"""

import re

from engine.box.tame_words import COMMANDS, ENVIRONMENTS, PACKAGES
from engine.formula import Formula

PREAMBLE = "\\documentclass[preview]{standalone}\n\\usepackage[english]{babel}\n\\usepackage{amsmath}\n\\usepackage{amssymb}\n"
BEGIN, END = "\\begin{document}", "\\end{document}"
LONGEST = 20_000

# What a template adds to it, braces within braces up to three deep.
TEXT = r"(?:[^{}\\%]|\\.)*"
GROUPS = rf"\{{{TEXT}(?:\{{{TEXT}(?:\{{{TEXT}\}}{TEXT})*\}}{TEXT})*\}}"
PACKAGE = re.compile(r"\\usepackage\{([a-z, ]+)\}")
# \newcommand and \DeclareMathOperator refuse what is there already.
DEFINITION = re.compile(rf"\\(?:newcommand|DeclareMathOperator)\*?(?:\{{\\([A-Za-z]+)\}}|\\([A-Za-z]+))(?:\[[1-9]\])?({GROUPS})", re.DOTALL)
# The groups that Manim marks parts of a formula with.
GROUP = re.compile(r"\\special\{dvisvgm:raw <(?:g id='unique\d+\w*'|/g)>\}")
WORD = re.compile(r"\\([A-Za-z]+)")
ENVIRONMENT = re.compile(r"\\(?:begin|end)(?![A-Za-z])(?:\{([a-z]+\*?)\})?")
# A character that a backslash stands before, of those that are no letters; and all that may stand without one.
SYMBOLS = frozenset("\\{}%$&#_,;:!> |'`^~\"=.-/()[]\n")
PLAIN = re.compile(r"[\t\n -~]*")


def is_tame(formula: Formula) -> bool:
    source = formula.source
    if formula.compilers != ("latex",) or formula.output_format != ".dvi" or len(source) > LONGEST:
        return False
    head, _, rest = source.partition(BEGIN)
    if not head.startswith(PREAMBLE) or not rest.rstrip().endswith(END):
        return False
    added = head[len(PREAMBLE) :]
    packages = {name.strip() for names in PACKAGE.findall(added) for name in names.split(",")}
    defined = PACKAGE.sub("", added)
    if not packages <= PACKAGES or DEFINITION.sub("", defined).strip():
        return False
    definitions = DEFINITION.findall(defined)
    known = COMMANDS.union(*(names[:2] for names in definitions))
    return all(_only_draws(text, known) for text in [GROUP.sub(" ", rest[: rest.rindex(END)]), *(text for *_, text in definitions)])


def _only_draws(text: str, known: frozenset[str]) -> bool:
    # ^^ stands for characters by their code, a backslash among them.
    if not PLAIN.fullmatch(text) or "^^" in text:
        return False
    return all(name in known for name in WORD.findall(text)) and all(name in ENVIRONMENTS for name in ENVIRONMENT.findall(text)) and _are_symbols(text)


def _are_symbols(body: str) -> bool:
    """Whether each backslash before something that is no letter is a command of one character that is harmless."""
    position = body.find("\\")
    while position >= 0:
        following = body[position + 1 : position + 2]
        if not following or not (following in SYMBOLS or (following.isascii() and following.isalpha())):
            return False
        position = body.find("\\", position + 2)
    return True
