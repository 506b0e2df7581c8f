"""LaTeX and dvisvgm, started just as Manim starts them, for where Manim is not: what sets formulas for everybody is a small program."""

import subprocess
from pathlib import Path


class UnknownCompiler(ValueError):
    """Manim runs no such program, or not for this format."""


class Refused(ValueError):
    """LaTeX stopped at an error, which its log tells."""


def compilation_command(compiler: str, output_format: str, tex_file: Path, options: list[str] | None = None) -> list[str]:
    """As manim.utils.tex_file_writing.make_tex_compilation_command, with `options` first. @throws UnknownCompiler"""
    if compiler in ("latex", "pdflatex", "luatex", "lualatex"):
        form = ["-interaction=batchmode", f"-output-format={output_format[1:]}"]
    elif compiler == "xelatex" and output_format in (".xdv", ".pdf"):
        form = [*(["-no-pdf"] if output_format == ".xdv" else []), "-interaction=batchmode"]
    else:
        raise UnknownCompiler(f"{compiler} is not run for {output_format}")
    return [compiler, *(options or []), *form, "-halt-on-error", f"-output-directory={tex_file.parent.as_posix()}", tex_file.as_posix()]


def conversion_command(made: Path, svg: Path) -> list[str]:
    """As manim.utils.tex_file_writing.convert_to_svg, of the first page."""
    pdf = ["--pdf"] if made.suffix == ".pdf" else []
    return ["dvisvgm", *pdf, "--page=1", "--no-fonts", "--verbosity=0", f"--output={svg.as_posix()}", made.as_posix()]


def succeeds(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0
