"""Formulas: how long they take, which one is being set, and what TeX says when it cannot."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import manim.mobject.text.tex_mobject
import manim.mobject.text.typst_mobject
import manim.utils.tex_file_writing
import manim.utils.typst_file_writing
from manim import config
from manim.utils.tex import TexTemplate

from engine.formula import Ask, Formula
from engine.latex import Refused, compilation_command, succeeds
from engine.latex_log import complaint_of, plain_expression
from engine.progress import ProgressReporter
from engine.svg_of_dvi import convert_without_postscript
from engine.tex_format import find_format
from engine.tex_inputs import TexInputs

stock_tex_to_svg_file = manim.utils.tex_file_writing.tex_to_svg_file
stock_compile_tex = manim.utils.tex_file_writing.compile_tex
stock_convert_to_svg = manim.utils.tex_file_writing.convert_to_svg
stock_typst_to_svg_file = manim.utils.typst_file_writing.typst_to_svg_file

# What nobody types, but a string that is not raw makes of a backslash.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class ProgramMissing(Exception):
    """A program that sets formulas is not installed here."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} is not installed on this renderer, so formulas (Tex, MathTex) cannot be set.")
        self.program = program


class LatexError(ValueError):
    """TeX refused an expression. A ValueError, as Manim's own, so that scenes that catch it still do."""

    def __init__(self, message: str, expression: str, log: str | None) -> None:
        super().__init__(message)
        self.expression = expression
        self.log = log


class TexShop:
    """Sets formulas as Manim does, and knows what it is doing and how long it took."""

    def __init__(self, progress: ProgressReporter, ask: Ask | None = None) -> None:
        """`ask` gives the SVG of a formula, where somebody has it or can make it in a better place."""
        self._progress = progress
        self._ask = ask
        self.seconds = 0.0
        self.expression: str | None = None
        self._format = find_format()
        self._inputs: TexInputs | None = None

    def open(self) -> None:
        """Takes the place of Manim's own functions, before a scene begins and in the directory where it will run."""
        self._inputs = TexInputs()
        for module in (manim.utils.tex_file_writing, manim.mobject.text.tex_mobject):
            module.tex_to_svg_file = self.set_tex
        manim.utils.tex_file_writing.compile_tex = self._compile_tex
        manim.utils.tex_file_writing.convert_to_svg = convert_to_svg
        for module in (manim.utils.typst_file_writing, manim.mobject.text.typst_mobject):
            module.typst_to_svg_file = self.set_typst

    def set_tex(self, expression: str, environment: str | None = None, tex_template: TexTemplate | None = None) -> Path:
        """@throws LatexError, ProgramMissing"""
        template = tex_template or config["tex_template"]
        with self._at_work(plain_expression(expression)):
            try:
                self._fetch(expression, environment, template)
                # What was fetched is there already.
                return stock_tex_to_svg_file(expression, environment, template)
            except FileNotFoundError as error:
                raise ProgramMissing(str(error.filename)) from error
            # Manim stumbles over some logs while it reports them (IndexError, UnicodeDecodeError, RuntimeError).
            except (ValueError, LookupError, RuntimeError) as error:
                log_file = manim.utils.tex_file_writing.generate_tex_file(expression, environment, template).with_suffix(".log")
                raise explain(plain_expression(expression), log_file, error) from error

    def _fetch(self, expression: str, environment: str | None, template: TexTemplate) -> None:
        """Puts the SVG where Manim looks for it before it sets a formula; nothing where nobody has one, or where theirs could be another."""
        if self._ask is None or not self._is_alone:
            return
        tex_file = manim.utils.tex_file_writing.generate_tex_file(expression, environment, template)
        svg_file = tex_file.with_suffix(".svg")
        if svg_file.exists():
            return
        compiler = template.tex_compiler
        compilers = (compiler,) if isinstance(compiler, str) else tuple(compiler)
        svg = self._ask(Formula(tex_file.read_text(encoding="utf-8"), compilers, template.output_format))
        if svg is not None:
            svg_file.write_text(svg, encoding="utf-8")

    def set_typst(self, typst_code: str, *arguments: object, **keywords: object) -> Path:
        with self._at_work(typst_code):
            return stock_typst_to_svg_file(typst_code, *arguments, **keywords)  # type: ignore[arg-type]  # handed on as they came

    def _compile_tex(self, tex_file: Path, tex_compiler: str | list[str], output_format: str) -> Path:
        """As Manim's, with the dumped format where the file begins with the preamble that it holds."""
        dvi = tex_file.with_suffix(output_format)
        try:
            if self._format and self._is_alone and not dvi.exists() and self._format.fits(tex_compiler, output_format, tex_file):
                if not succeeds(compilation_command("latex", output_format, tex_file, self._format.options)):
                    raise Refused("latex stopped at an error")
                return dvi
            return stock_compile_tex(tex_file, tex_compiler, output_format)
        except Refused:
            manim.utils.tex_file_writing.print_all_tex_errors(tex_file.with_suffix(".log"), "latex", tex_file)
            raise
        finally:
            if self._inputs:
                self._inputs.look_after_formula(tex_file.parent)

    @property
    def _is_alone(self) -> bool:
        """Whether a formula is made of nothing that the scene has written, but itself."""
        return self._inputs is not None and self._inputs.are_untouched

    @contextmanager
    def _at_work(self, expression: str) -> Iterator[None]:
        started = time.perf_counter()
        phase = self._progress.enter("tex")
        self.expression = expression
        try:
            yield
        finally:
            self.expression = None
            self.seconds += time.perf_counter() - started
            self._progress.enter(phase)


def convert_to_svg(dvi_file: Path, extension: str, page: int = 1) -> Path:
    """As Manim's, which draws the same, without PostScript where none is needed."""
    svg = dvi_file.with_suffix(".svg")
    if extension == ".dvi" and page == 1 and not svg.exists() and convert_without_postscript(dvi_file, svg):
        return svg
    return stock_convert_to_svg(dvi_file, extension, page)


def explain(expression: str, log_file: Path, error: Exception) -> LatexError:
    """What TeX itself has against the expression, from its log; Manim's own words where the log has none."""
    log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.exists() else ""
    complaint, excerpt = complaint_of(log)
    if complaint is None:
        unconverted = "does not support converting" in str(error)
        complaint = "the page that TeX made cannot be turned into shapes" if unconverted else str(error)
    shown = CONTROL.sub(lambda match: repr(match[0])[1:-1], expression)
    return LatexError(f"LaTeX cannot set “{' '.join(shown.split()):.300}”: {complaint.rstrip('.')}.", expression, excerpt)
