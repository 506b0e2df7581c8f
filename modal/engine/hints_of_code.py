"""Hints about code that cannot be compiled, or that defines nothing to render. Each pattern was met in a real message."""

from engine.hint import Hint

_CLOSING = {"(": ")", "[": "]", "{": "}"}

HINTS_OF_CODE = (
    Hint(r"SyntaxError: ", "The code is wrapped in Markdown: leave out the lines with ```.", line=r"^\s*```"),
    Hint(r"SyntaxError: ", "This is a notebook's own command, no Python: leave the line out.", line=r"^\s*(!|%%?[a-z])"),
    Hint(r"SyntaxError: Missing parentheses in call to 'print'", "This is Python 2. Here Python 3 runs."),
    Hint(r"SyntaxError: \(unicode error\)", "Backslashes in a plain string: write formulas as raw strings, r'…'."),
    Hint(
        r"SyntaxError: unexpected character after line continuation",
        "The ends of lines stand in the code as \\n: it was escaped once too often on its way here.",
        line=r"\\n",
    ),
    Hint(r"SyntaxError: invalid character '[“”„‘’‚«»]'", "These are a text's quotation marks. Python's are ' and \"."),
    Hint(r"SyntaxError: invalid (non-printable )?character", "Type the character anew: it only looks like one that Python knows."),
    Hint(r"SyntaxError: too many nested|nested too deeply", "Give the inner parts names of their own."),
    Hint(r"IndentationError: expected an indented block", "Something has to stand there, at least `pass`. Was the code cut off?"),
    Hint(r"IndentationError: too many levels", "Put the inner loops into functions of their own."),
    Hint(r"(IndentationError|TabError): ", "Are all lines of a block indented alike, with spaces only?"),
    Hint(
        r"SyntaxError: '(?P<open>\S+)' was never closed",
        lambda match: f"Is the {_CLOSING[match['open']]} missing that belongs to this {match['open']}, or was the code cut off?",
    ),
    Hint(r"SyntaxError: (unterminated|unexpected EOF)", "Is the code complete? It looks as if it was cut off."),
    Hint(r"NoScene: .* a coroutine or a generator", "Write a plain `def construct(self):`, without async and yield."),
    Hint(r"NoScene: .* its __init__ does not call", "Begin its __init__ with super().__init__(), or do the work in a method setup(self)."),
    Hint(r"NoScene: (?P<scene>\w+) cannot be made", "A scene is made without arguments: give those of its __init__ defaults, and pass **kwargs on to super().__init__."),
    Hint(r"NoScene: \w+\.(?P<name>\w+) cannot be called", lambda match: f"Write `def {match['name']}(self):`, with self and nothing else."),
    Hint(r"NoScene: ", "Define a class that extends Scene and has a method construct(self)."),
)
