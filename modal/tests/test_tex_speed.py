"""Formulas that are set the faster way are those that Manim sets, line for line."""

import subprocess
import sys
from pathlib import Path

import manim.utils.tex_file_writing as stock
import pytest
from engine.latex import UnknownCompiler, compilation_command

# A program of its own: the engine's way and Manim's take the same names in Manim's modules.
COMPARE = """
import sys
from pathlib import Path
from manim import TexTemplate, config
from engine.box.typesetter import typeset
from engine.box.waiting import start_waiting
from engine.formula import Formula
from engine.progress import ProgressReporter
from engine.tex_format import find_format
from engine.tex import TexShop, stock_tex_to_svg_file

def lines(svg):
    # The order of the glyphs' definitions means nothing.
    definitions, end, page = svg.partition("</defs>")
    return sorted(definitions.splitlines()), end, page.splitlines()

expression, environment, added, directory = sys.argv[1], sys.argv[2] or None, sys.argv[3], Path(sys.argv[4])
template = TexTemplate()
if added:
    template.add_to_preamble(added)
config.media_dir = directory / "stock"
made = stock_tex_to_svg_file(expression, environment, template)
stock = lines(made.read_text())
config.media_dir = directory / "ours"
shop = TexShop(ProgressReporter(lambda event: None))
shop.open()
assert lines(shop.set_tex(expression, environment, template).read_text()) == stock
formula = Formula(made.with_suffix(".tex").read_text(), ("latex",), ".dvi")
assert lines(typeset(formula, directory / "outside", find_format())) == stock

# Programs that wait have set another formula, and failed at one, before.
waiting = start_waiting(find_format(), directory / "waiting")
assert waiting is not None
for other in (r"\\frac{1}{2}", r"\\frac{"):
    before = Formula(formula.source.replace(expression, other), ("latex",), ".dvi")
    typeset(before, directory / "before", find_format(), waiting)
assert lines(typeset(formula, directory / "outside", find_format(), waiting)) == stock
assert waiting.are_ready
waiting.close()
"""
GROUPED = r"\special{dvisvgm:raw <g id='unique000'>}e^{i\pi}\special{dvisvgm:raw </g>}\special{dvisvgm:raw <g id='unique001'>}+1\special{dvisvgm:raw </g>}"


@pytest.mark.parametrize(
    ("expression", "environment", "added"),
    [
        (GROUPED, "align*", ""),
        (r"\left(\frac{\sqrt{x}}{\overline{y}}\right)\sum_{\mathbb{R}}", "align*", ""),
        (r"\textit{a} \textbf{b} $\mathsf{x}_{\mathbb{R}}\mathfrak{g}$ \texttt{tt} \Large $\sum$", "", ""),
        (r"\special{color push rgb 1 0 0}red\special{color pop}", "center", ""),
        (r"\rule{1cm}{2pt}\rule{0pt}{1cm}", "", ""),
        (r"a \newpage b", "", ""),
        (r"\jobname\ on line \the\inputlineno, box \the\allocationnumber", "", ""),
        (r"\begin{equation}\label{e}x\end{equation} (\ref{e}) $\mathfrak{g}_{\mathfrak{h}}$", "", ""),
        (r"\dv{x}{t} + \qty(\frac{\bm{a}}{\cancel{b}}) \coloneqq \SI{3}{\meter}", "align*", r"\usepackage{physics,mathtools}\usepackage{bm} \usepackage{cancel,siunitx}"),
        (r"\pdv{f}{x} \mathscr{L} \xrightarrow{\text{mod } p} \begin{dcases}a & \llbracket x \rrbracket\end{dcases}", "align*", r"\usepackage{physics, mathtools, stmaryrd, mathrsfs}"),
        (r"\R^2 \ni \textcolor{mine}{\argmax x}", "align*", "\\usepackage{xcolor}\n\\definecolor{mine}{rgb}{1,0,0}\n\\newcommand{\\R}{\\mathbb{R}}\\DeclareMathOperator{\\argmax}{argmax}"),
        (r"é \textbf{b} \Large $\sum_{\mathscr{L}} \mathbb{R} x$", "", "\\usepackage[T1]{fontenc}\n\\usepackage{lmodern,exscale,mathrsfs}"),
        (r"\tikz \draw[->] (0, 0) -- (1, 1) node {$x$};", "", "% for pictures\n\\usepackage{tikz}\n\\usetikzlibrary{arrows}"),
    ],
    ids=[
        "groups", "rules and large signs", "fonts loaded late", "colours", "rules of no size", "two pages", "its own name and place", "a label before it is known",
        "packages", "packages that draw", "colours and commands of its own", "other fonts", "pictures",
    ],
)  # fmt: skip
def test_a_formula_is_the_same_as_manims(expression: str, environment: str, added: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", COMPARE, expression, environment, added, tmp_path], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("compiler", ["latex", "pdflatex", "luatex", "lualatex", "xelatex", "tex"])
@pytest.mark.parametrize("form", [".dvi", ".xdv", ".pdf"])
def test_programs_are_started_as_manim_starts_them(compiler: str, form: str) -> None:
    file = Path("tex") / "x.tex"
    try:
        expected = stock.make_tex_compilation_command(compiler, form, file, file.parent)
    except ValueError:
        with pytest.raises(UnknownCompiler):
            compilation_command(compiler, form, file)
    else:
        assert compilation_command(compiler, form, file) == expected
