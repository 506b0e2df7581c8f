"""Manim's usual preamble as a dumped LaTeX format: it is then read once, at set-up, instead of for each formula.

The format lies in the private environment, made by `python -m engine.build`, which no scene has a part in. Beside it is written what it was
made from; once any of that has changed it is no longer used, and LaTeX reads the preamble again.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from engine.dvi import UnknownDvi, read_only_page

if TYPE_CHECKING:  # whoever only looks for the format has no need of Manim
    from manim.utils.tex import TexTemplate

DIRECTORY = Path(sys.prefix) / "share" / "arxiviz"
NAME = "manim"
# The fonts that LaTeX loads, all together, for the first formula: upright, italic, symbols, large ones and both of the AMS, in three sizes.
PROBE = r"a1+\infty\sqrt{\frac{\sum}{x}}\mathbb{R}\lneq_{a1\infty\mathbb{R}\lneq_{a1\infty\mathbb{R}\lneq}}"
GZIP = b"\x1f\x8b"
BEGIN_DOCUMENT = "\\begin{document}"


class FormatFailed(Exception):
    """The format cannot be made here. The message says why."""


class TexFormat:
    """A format that was found, and the preamble that it stands for."""

    def __init__(self, path: Path, preamble: str, fonts: list[str]) -> None:
        self._path = path
        self._preamble = preamble
        self._fonts = frozenset(fonts)

    def vouches_for(self, dvi: Path) -> bool:
        """Whether LaTeX without the format would have given these fonts the same order, by which dvisvgm names their glyphs.

        Fonts of LaTeX's own format come first, by the same numbers; one that is loaded later follows them either way, two could change places.
        """
        try:
            fonts = read_only_page(dvi.read_bytes()).fonts
        except (UnknownDvi, OSError):
            return False
        known = [number for number, font in fonts.items() if font in self._fonts]
        later = [number for number, font in fonts.items() if font not in self._fonts]
        return not later or (len(later) == 1 and later[0] > max(known, default=0))

    @property
    def options(self) -> list[str]:
        """What has to stand on LaTeX's command line."""
        return [f"-fmt={self._path.with_suffix('').as_posix()}"]

    def fits(self, compiler: str | list[str], output_format: str, tex_file: Path) -> bool:
        """Whether LaTeX is run for a file that begins with just this preamble."""
        if (compiler, output_format) != ("latex", ".dvi"):
            return False
        with tex_file.open(encoding="utf-8") as file:
            start = self._preamble + BEGIN_DOCUMENT
            return file.read(len(start)) == start


def find_format(directory: Path = DIRECTORY) -> TexFormat | None:
    """The format, where it was made from the TeX that is installed now."""
    try:
        made_of = json.loads((directory / f"{NAME}.json").read_text(encoding="utf-8"))
        if made_of["files"] == {path: _state(path) for path in made_of["files"]}:
            return TexFormat(directory / f"{NAME}.fmt", made_of["preamble"], made_of["fonts"])
    except (OSError, ValueError, KeyError):
        pass
    return None


def build_format(template: "TexTemplate", directory: Path = DIRECTORY) -> Path:
    """Dumps the format of a template, and tries it. @throws FormatFailed"""
    preamble = template.body.partition(BEGIN_DOCUMENT)[0]
    latex = shutil.which("latex")
    if latex is None:
        raise FormatFailed("latex is not installed.")
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory) as name:
        work = Path(name)
        (work / "probe.tex").write_text(template.get_texcode_for_expression_in_env(PROBE, "align*"), encoding="utf-8")
        _latex(work, "-ini", "-recorder", f"-jobname={NAME}", "&latex", "mylatexformat.ltx", "probe.tex")
        made = work / f"{NAME}.fmt"
        if not made.exists():
            raise FormatFailed("latex dumped no format.")
        read = (line.removeprefix("INPUT ").strip() for line in (work / f"{NAME}.fls").read_text().splitlines() if line.startswith("INPUT "))
        files = {os.path.realpath(latex), *(path for path in read if Path(path).is_absolute() and Path(path).is_file() and not path.startswith(name))}
        fonts = _fonts_by_both(work)
        # Most of what a dumped format takes is its decompression; LaTeX's own library reads one that is not compressed, too.
        made.write_bytes(_decompressed(made.read_bytes()))
        target = directory / made.name
        # Away first: a format beside facts about another one would be taken for it.
        (directory / f"{NAME}.json").unlink(missing_ok=True)
        made.replace(target)
    made_of = {"preamble": preamble, "fonts": fonts, "files": {path: _state(path) for path in sorted(files)}}
    (directory / f"{NAME}.json").write_text(json.dumps(made_of, indent=1), encoding="utf-8")
    return target


def _decompressed(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(GZIP) else data


def _fonts_by_both(work: Path) -> list[str]:
    """The fonts of the probe that have the same number with the format and without."""
    pages = []
    for options in ((), (f"-fmt={NAME}",)):
        _latex(work, *options, "-output-format=dvi", "probe.tex")
        pages.append(read_only_page((work / "probe.dvi").read_bytes()).fonts)
    without, with_format = pages
    return [font for number, font in sorted(without.items()) if with_format.get(number) == font]


def _latex(work: Path, *arguments: str) -> None:
    command = ["latex", "-no-shell-escape", "-interaction=batchmode", "-halt-on-error", *arguments]
    finished = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise FormatFailed(f"latex failed: {finished.stdout[-500:]}")


def _state(path: str) -> list[int]:
    """Size and time of the last change, which a package manager sets to the package's own."""
    status = os.stat(path)
    return [status.st_size, status.st_mtime_ns]
