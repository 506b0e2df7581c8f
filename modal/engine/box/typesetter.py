"""What sets formulas in a box of their own: each is made by our code from its TeX alone, where no scene has run, so that others may have it, too.

Standard input: formulas, a line of JSON each; standard output: what came of each, a line of JSON.
"""

import os
import resource
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import manim.utils.tex_file_writing
from manim import config

from engine.formula import Formula, decode_formula, encode_answer
from engine.progress import ProgressReporter
from engine.tex import TexShop

SECONDS_OF_ONE_PROGRAM = 120


def main(_arguments: Sequence[str] = ()) -> None:
    out = os.dup(1)
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_OF_ONE_PROGRAM, SECONDS_OF_ONE_PROGRAM))
    TexShop(ProgressReporter(lambda event: None)).open()
    for line in sys.stdin.buffer:
        answer = memoryview(encode_answer(typeset(decode_formula(line), Path("formula").absolute())))
        while answer:
            answer = answer[os.write(out, answer) :]


def typeset(formula: Formula, directory: Path) -> str | None:
    """Sets one formula in a fresh `directory`, which is gone afterwards."""
    config.tex_dir = directory
    directory.mkdir()
    file = directory / f"{formula.digest()[:16]}.tex"
    file.write_text(formula.source, encoding="utf-8")
    compilers = list(formula.compilers)
    try:
        made = manim.utils.tex_file_writing.compile_tex(file, compilers[0] if len(compilers) == 1 else compilers, formula.output_format)
        return manim.utils.tex_file_writing.convert_to_svg(made, formula.output_format).read_text(encoding="utf-8")
    # Whatever is wrong, whoever asked finds it out for itself, and says it with TeX's own words.
    except (ValueError, LookupError, RuntimeError, OSError) as error:
        print(f"typesetter: {error}", file=sys.stderr)
        return None
    finally:
        shutil.rmtree(directory)


if __name__ == "__main__":
    main()
