"""What sets formulas in a box of their own: each is made by our code from its TeX alone, where no scene has run, so that others may have it, too.

Standard input: formulas, a line of JSON each; standard output: what came of each, a line of JSON. Manim is not needed, and not there.
"""

import hashlib
import os
import resource
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.box.tame import is_tame
from engine.box.waiting import NAME, Waiting, start_waiting
from engine.formula import Formula, decode_formula, encode_answer
from engine.latex import Refused, UnknownCompiler, compilation_command, conversion_command, succeeds
from engine.svg_of_dvi import convert_without_postscript
from engine.tex_format import TexFormat, find_format

SECONDS_OF_ONE_PROGRAM = 120


class NotSet(Exception):
    """It cannot be set here. Whoever asked finds out why for itself, and says it with TeX's own words."""


def main(_arguments: Sequence[str] = ()) -> None:
    out = os.dup(1)
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_ONE_PROGRAM, SECONDS_OF_ONE_PROGRAM))
    tex_format = find_format()
    waiting, was_started = None, False
    for line in sys.stdin.buffer:
        formula = decode_formula(line)
        if is_tame(formula) and not was_started:
            waiting, was_started = start_waiting(tex_format, Path("waiting").absolute()), True
        answer = memoryview(encode_answer(typeset(formula, Path("formula").absolute(), tex_format, waiting)))
        while answer:
            answer = answer[os.write(out, answer) :]
    if waiting:
        waiting.close()  # so that what they used counts as this process's


def typeset(formula: Formula, directory: Path, tex_format: TexFormat | None, waiting: Waiting | None = None) -> str | None:
    """Sets one formula in a fresh `directory`, which is gone afterwards."""
    if waiting and not (is_tame(formula) and waiting.are_ready):
        waiting = None
    directory.mkdir()
    # By the name that Manim would give it, which TeX can print (\jobname), unless the formula is tame.
    file = directory / f"{NAME if waiting else hashlib.sha256(formula.source.encode()).hexdigest()[:16]}.tex"
    file.write_text(formula.source, encoding="utf-8")
    try:
        svg = convert(compile_tex(file, formula, tex_format, waiting), waiting)
        if any(path.stem != file.stem for path in directory.iterdir()):
            raise NotSet("it writes files, which others of the same scene may read")
        return svg.read_text(encoding="utf-8")
    except (NotSet, Refused, UnknownCompiler, OSError, UnicodeError) as error:
        print(f"typesetter: {error}", file=sys.stderr)
        return None
    finally:
        shutil.rmtree(directory)


def compile_tex(file: Path, formula: Formula, tex_format: TexFormat | None, waiting: Waiting | None) -> Path:
    """@throws Refused, UnknownCompiler, OSError"""
    made = file.with_suffix(formula.output_format)
    compilers = list(formula.compilers)
    options: list[str] = []
    if tex_format and tex_format.fits(compilers[0] if len(compilers) == 1 else compilers, formula.output_format, file):
        options = tex_format.options
    for compiler in compilers:
        if not (waiting.compile(file) if waiting else succeeds(compilation_command(compiler, formula.output_format, file, options))):
            raise Refused(f"{compiler} stopped at an error")
    return made


def convert(made: Path, waiting: Waiting | None) -> Path:
    """@throws NotSet, OSError"""
    svg = made.with_suffix(".svg")
    if made.suffix != ".dvi" or not convert_without_postscript(made, svg, waiting.convert if waiting else None):
        succeeds(conversion_command(made, svg))
    if not svg.exists():
        raise NotSet("dvisvgm refuses it")
    return svg


if __name__ == "__main__":
    main()
