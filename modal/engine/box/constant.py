"""Which formulas look the same whenever they are set: TeX can ask for the date and throw dice."""

import re

from engine.box.tame import is_tame
from engine.formula import Formula

# Parts of the names by which TeX, its packages and Lua tell dates, times and random numbers; of what prints a date by itself; of files that are never
# the same. Whoever writes such a name in another way gets a formula that is kept for those who write just the same.
MAY_CHANGE = re.compile(r"day|month|year|time|date|clock|rand|rnd|dice|deviate|seed|sys_|lua|title|letter|/dev", re.IGNORECASE)


def is_constant(formula: Formula) -> bool:
    """Whether it may be kept. Where that is doubtful it may not: it is then set each time, as the `manim` command would."""
    return is_tame(formula) or not MAY_CHANGE.search(formula.source)
