"""Errors that would rather not be told."""

from attacks.attack import Attack

SHORT = {"wall_seconds": 2}


def _raises(members: str, message: str, *, base: str = "Exception", line: int = 7) -> Attack:
    return Attack(f"class Odd({base}):\n    {members}\nraise Odd('x')", "SCENE_ERROR", message, line)


ATTACKS = {
    "a text that never comes": Attack(
        "class Odd(Exception):\n    def __str__(self):\n        while True: pass\nraise Odd", "TIMED_OUT", "2 seconds", 7, SHORT
    ),
    "a text without end": Attack("raise ValueError('x\\n' * 2 * 10**7)", "SCENE_ERROR", "characters left out", 5),
    "a module that is none": _raises("__module__ = 5", "cannot be told"),
    "a number that is none": _raises("errno = property(lambda self: 1 / 0)", "cannot be told", base="OSError"),
    "a cause that is none": _raises("__cause__ = property(lambda self: 1 / 0)", "x"),
    "a name that moves the cursor": Attack("raise type('\\x1b[2J', (Exception,), {})('x')", "SCENE_ERROR", "x", 5),
    "a line that there is not": Attack("exec(compile('\\n' * 900 + '1 / 0', 'scene.py', 'exec'))", "SCENE_ERROR", "division by zero"),
    "causes in a circle": Attack("a, b = ValueError('a'), ValueError('b')\na.__cause__, b.__cause__ = b, a\nraise a", "SCENE_ERROR", "a", 7),
    "a syntax error of its own": Attack("raise SyntaxError('bad', ('scene.py', 99_999, 5, 'x' * 10**6))", "SCENE_ERROR", "bad", 5),
    "nesting that Python itself stumbles over": Attack(
        "import sys\nsys.setrecursionlimit(10**9)\nx = []\nfor _ in range(10**6): x = [x]\nrepr(x)", "CRASHED", "Segmentation fault", 9
    ),
}
