"""What TeX would read besides a formula: while a scene has put nothing in its way, the formula looks the same wherever it is set."""

import os
import re
from pathlib import Path

# What the engine, Manim and TeX itself keep in the directory where a scene runs.
OWN_FILES = frozenset({"scene.py", "media", "silent.mp4", "sound.mp4", "missfont.log", ".cache", ".config"})
NAMED_BY_MANIM = re.compile(r"[0-9a-f]{16}")
# Where TeX looks for packages of a user's own.
TREES = ("TEXMFHOME", "TEXMFVAR", "TEXMFCONFIG")


class TexInputs:
    """The surroundings of a scene that has not begun yet."""

    def __init__(self) -> None:
        self._directory = os.getcwd()
        self._environment = dict(os.environ)
        self._trees = self._trees_there()
        self._has_strange_files = False

    @property
    def are_untouched(self) -> bool:
        """Whether TeX would find nothing that the scene, or a formula before this one, has written for it."""
        return (
            not self._has_strange_files
            and self._environment == dict(os.environ)
            and self._directory == os.getcwd()
            and OWN_FILES.issuperset(os.listdir(self._directory))
            and self._trees == self._trees_there()
        )

    def look_after_formula(self, directory: Path) -> None:
        """To be called when a formula was set in `directory`: TeX looks there first, and may have written there what the next one reads."""
        self._has_strange_files = self._has_strange_files or not all(NAMED_BY_MANIM.fullmatch(path.stem) for path in directory.iterdir())

    def _trees_there(self) -> list[bool]:
        return [os.path.exists(os.environ.get(name, "/nonexistent")) for name in TREES]
