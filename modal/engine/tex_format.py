"""Manim's usual preamble as a dumped LaTeX format: it is then read once, at set-up, instead of for each formula.

The format is LaTeX as it stands after those lines, which it skips at the start of a file. What a template adds to them comes after, and is read as ever.

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

from engine.dvi import read_only_page

if TYPE_CHECKING:  # whoever only looks for the format has no need of Manim
    from manim.utils.tex import TexTemplate

DIRECTORY = Path(sys.prefix) / "share" / "arxiviz"
NAME = "manim"
BEGIN_DOCUMENT = "\\begin{document}"
# Goes over so many lines at the start of a file: what ends a line becomes a command that takes them as its arguments (TeX: The Program, 1337: the first
# line is there, and not yet looked at, when \everyjob comes).
SKIP = r"""\begingroup\catcode`\^^M=13 %%
\long\gdef\ArxivizSkip%s{\endgroup}%%
\endgroup%%
\everyjob\expandafter{\the\everyjob\begingroup\catcode`\^^M=13 \ArxivizSkip}
\dump
"""
MOST_LINES = 9
# Text, and fonts that are loaded late, in an order that a format could change.
TRIAL = r"\textit{a} \textbf{1} $\infty\sqrt{\frac{\sum}{x}}_{\mathbb{R}}\mathfrak{g}$"
GZIP = b"\x1f\x8b"


class FormatFailed(Exception):
    """The format cannot be made here. The message says why."""


class TexFormat:
    """A format that was found, and the preamble that it stands for."""

    def __init__(self, path: Path, preamble: str) -> None:
        self._path = path
        self._preamble = preamble

    @property
    def options(self) -> list[str]:
        """What has to stand on LaTeX's command line."""
        return [f"-fmt={self._path.with_suffix('').as_posix()}"]

    def fits(self, compiler: str | list[str], output_format: str, tex_file: Path) -> bool:
        """Whether LaTeX is run for a file that begins with just this preamble."""
        if (compiler, output_format) != ("latex", ".dvi"):
            return False
        with tex_file.open(encoding="utf-8") as file:
            return file.read(len(self._preamble)) == self._preamble


def find_format(directory: Path = DIRECTORY) -> TexFormat | None:
    """The format, where it was made from the TeX that is installed now."""
    try:
        made_of = json.loads((directory / f"{NAME}.json").read_text(encoding="utf-8"))
        if made_of["skip"] == SKIP and made_of["files"] == {path: _state(path) for path in made_of["files"]}:
            return TexFormat(directory / f"{NAME}.fmt", made_of["preamble"])
    except (OSError, ValueError, KeyError):
        pass
    return None


def build_format(template: "TexTemplate", directory: Path = DIRECTORY) -> Path:
    """Dumps the format of a template, and tries it. @throws FormatFailed"""
    preamble = template.body.partition(BEGIN_DOCUMENT)[0]
    lines = preamble.count("\n")
    latex = shutil.which("latex")
    if latex is None:
        raise FormatFailed("latex is not installed.")
    if lines > MOST_LINES:
        raise FormatFailed("the preamble has more lines than a macro of TeX has arguments.")
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=directory) as name:
        work = Path(name)
        skip = SKIP % "".join(f"#{number}^^M" for number in range(1, lines + 1))
        (work / "dump.tex").write_text(preamble + skip, encoding="utf-8")
        _latex(work, "-ini", "-recorder", f"-jobname={NAME}", "&latex", "dump.tex")
        made = work / f"{NAME}.fmt"
        if not made.exists():
            raise FormatFailed("latex dumped no format.")
        read = (line.removeprefix("INPUT ").strip() for line in (work / f"{NAME}.fls").read_text().splitlines() if line.startswith("INPUT "))
        files = {os.path.realpath(latex), *(path for path in read if Path(path).is_absolute() and Path(path).is_file() and not path.startswith(name))}
        # Most of what a dumped format takes is its decompression; LaTeX's own library reads one that is not compressed, too.
        made.write_bytes(_decompressed(made.read_bytes()))
        _try_out(work, template)
        target = directory / made.name
        # Away first: a format beside facts about another one would be taken for it.
        (directory / f"{NAME}.json").unlink(missing_ok=True)
        made.replace(target)
    made_of = {"preamble": preamble, "skip": SKIP, "files": {path: _state(path) for path in sorted(files)}}
    (directory / f"{NAME}.json").write_text(json.dumps(made_of, indent=1), encoding="utf-8")
    return target


def _decompressed(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(GZIP) else data


def _try_out(work: Path, template: "TexTemplate") -> None:
    """Sets a page with the format and without. @throws FormatFailed where one is not the other, or its fonts have other numbers."""
    (work / "trial.tex").write_text(template.get_texcode_for_expression(TRIAL), encoding="utf-8")
    pages = []
    for options in ((), (f"-fmt={NAME}",)):
        _latex(work, *options, "-output-format=dvi", "trial.tex")
        pages.append(read_only_page((work / "trial.dvi").read_bytes()))
    if pages[0] != pages[1]:
        raise FormatFailed("with it, latex makes another page than without.")


def _latex(work: Path, *arguments: str) -> None:
    command = ["latex", "-interaction=batchmode", "-halt-on-error", *arguments]
    finished = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise FormatFailed(f"latex failed: {finished.stdout[-500:]}")


def _state(path: str) -> list[int]:
    """Size and time of the last change, which a package manager sets to the package's own."""
    status = os.stat(path)
    return [status.st_size, status.st_mtime_ns]
