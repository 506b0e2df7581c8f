"""LaTeX and dvisvgm as they wait for formulas that are tame: those see nothing of the file's name or of others, so they can share both programs."""

from pathlib import Path

from engine.standby import Standby, library
from engine.svg_of_dvi import conversion_without_specials
from engine.tex_format import TexFormat

# What each formula's file is called: both programs have read their command line long before.
NAME = "formula"


class Waiting:
    """Both are started with the first formula. What the one that asks for makes is in its directory, as if they had been started there."""

    def __init__(self, tex_format: TexFormat, home: Path, preload: Path) -> None:
        """`home` is a directory that is there; each program gets one of its own in it. `preload` makes them wait. @throws OSError"""
        latex = ["latex", *tex_format.options, "-no-parse-first-line", "-interaction=batchmode", "-output-format=dvi", "-halt-on-error", f"{NAME}.tex"]
        dvisvgm = conversion_without_specials(Path(f"{NAME}.dvi"), Path(f"{NAME}.bare"))
        self._latex = Standby(latex, f"{NAME}.tex", "open", home / "latex", preload)
        self._dvisvgm = Standby(dvisvgm, f"{NAME}.dvi", "use", home / "dvisvgm", preload)

    @property
    def are_ready(self) -> bool:
        return self._latex.is_ready and self._dvisvgm.is_ready

    def compile(self, file: Path) -> bool:
        return self._latex.run(file.parent)

    def convert(self, dvi: Path) -> bool:
        return self._dvisvgm.run(dvi.parent)

    def close(self) -> None:
        self._latex.close()
        self._dvisvgm.close()


def start_waiting(tex_format: TexFormat | None, home: Path) -> Waiting | None:
    """`None` where they cannot wait: without a dumped format most of their time goes elsewhere, and where no library was built they wait for nothing."""
    preload = library()
    if tex_format is None or not preload.exists():
        return None
    home.mkdir()
    try:
        waiting = Waiting(tex_format, home, preload)
    except OSError:
        return None
    if waiting.are_ready:
        return waiting
    waiting.close()
    return None
