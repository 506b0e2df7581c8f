"""Formulas that are set outside of the scene's box, and kept."""

import hashlib
import os
from pathlib import Path

import pytest
from engine.box.constant import is_constant
from engine.box.formula_cache import FormulaCache
from engine.box.tame import BEGIN, END, PREAMBLE, is_tame
from engine.formula import Formula
from support import Engine, job, scene

SHOWN = scene("self.add(MathTex('x'))\nself.wait(0.2)")


def formula(body: str) -> Formula:
    return Formula(f"{PREAMBLE}{BEGIN}\n{body}\n{END}\n", ("latex",), ".dvi")


def entries(engine: Engine) -> list[Path]:
    return sorted(path for path in Path(engine.formulas.name).glob("*/*"))


def test_a_formula_is_set_once_for_all_renders(tmp_path: Path) -> None:
    engine = Engine()
    first = engine.render(job(SHOWN, tmp_path / "first"))
    assert len(entries(engine)) == 1
    (entry,) = entries(engine)
    before = entry.stat()
    second = engine.render(job(SHOWN, tmp_path / "second"))
    after = entry.stat()
    assert second.video["sha256"] == first.video["sha256"]
    assert (after.st_ino, after.st_mtime_ns > before.st_mtime_ns) == (before.st_ino, True)
    assert first.last["timings"]["tex_programs"] > 0 == second.last["timings"]["tex_programs"]
    engine.close()


def test_what_is_kept_is_what_is_drawn_and_what_was_damaged_is_set_anew(tmp_path: Path) -> None:
    engine = Engine()
    picture = engine.render(job(SHOWN, tmp_path / "first")).video["sha256"]
    (entry,) = entries(engine)
    whole = entry.read_bytes()
    _, _, svg = whole.partition(b"\n")
    other = svg.replace(b"M", b"M1 ", 1)
    entry.write_bytes(hashlib.sha256(other).hexdigest().encode() + b"\n" + other)
    assert engine.render(job(SHOWN, tmp_path / "other")).video["sha256"] != picture
    entry.write_bytes(whole[: len(whole) // 2])
    assert engine.render(job(SHOWN, tmp_path / "anew")).video["sha256"] == picture
    assert entry.read_bytes() == whole
    engine.close()


def test_formulas_of_every_kind_are_kept_and_failures_are_not(tmp_path: Path) -> None:
    engine = Engine()
    body = r"""
    self.add(MathTex(r"\frac{a}{b}"), Tex(r"\def\x{y}\x"), Tex("$x$", tex_template=TexTemplate(preamble=r"\usepackage{amsmath}\usepackage{xcolor}")))
    self.add(Tex(r"$\alpha$", tex_template=TexTemplate(tex_compiler="xelatex", output_format=".xdv")))
    self.wait(0.1)
    """
    assert engine.render(job(scene(body), tmp_path / "kinds")).video
    assert len(entries(engine)) == 4
    failure = engine.render(job(scene(r"MathTex(r'\nope')"), tmp_path / "fails")).failure
    assert (failure["kind"], failure["line"], r"\nope" in failure["message"]) == ("LATEX_ERROR", 5, True)
    assert len(entries(engine)) == 4
    assert engine.comes_to_rest()
    engine.close()


def test_glyphs_of_fonts_that_metafont_has_to_draw_are_there(tmp_path: Path) -> None:
    """Bullets, degrees and all of the T1 encoding are nowhere else where there is no package of them as outlines."""
    engine = Engine()
    body = r"""
    dotted, encoded = Tex(r"\begin{itemize}\item a\end{itemize}"), TexTemplate()
    encoded.add_to_preamble(r"\usepackage[T1]{fontenc}")
    shapes = [*dotted[0], *Tex("90°")[0], *Tex("ab", tex_template=encoded)[0]]
    assert [shape.has_points() for shape in shapes] == 7 * [True]
    self.wait(0.1)
    """
    assert engine.render(job(scene(body), tmp_path)).files == ["poster.jpg", "video.mp4"]
    engine.close()


def test_a_formula_reads_what_the_scene_wrote_beside_it_and_what_one_before_it_wrote(tmp_path: Path) -> None:
    engine = Engine()
    body = r"""
    Tex(r"\newwrite\w\immediate\openout\w=note.tex\immediate\write\w{\string\rule{9cm}{1cm}}\immediate\closeout\w x")
    assert Tex(r"\input{media/Tex/note}").width > 5
    open("own.tex", "w").write("$y$")
    self.add(Tex(r"\input{own.tex}"))
    assert Tex(r"\IfFileExists{own.tex}{\rule{8cm}{1cm}}{x}").width > 5
    self.wait(0.1)
    """
    assert engine.render(job(scene(body), tmp_path)).files == ["poster.jpg", "video.mp4"]
    assert entries(engine) == []
    engine.close()


def test_what_differs_from_one_time_to_the_next_is_kept_by_nobody(tmp_path: Path) -> None:
    engine = Engine()
    body = r"""
    self.add(Tex(r"\today"), Tex(r"\pdfuniformdeviate 1000000"), Tex(r"\def\x{y}\jobname"))
    self.wait(0.1)
    """
    assert engine.render(job(scene(body), tmp_path)).video
    assert len(entries(engine)) == 1
    engine.close()


@pytest.mark.parametrize(
    "body",
    [r"\number\year", r"\the\time", r"\directlua{tex.print(os.clock())}", r"\tikz\draw (rnd,0);", r"\maketitle", r"\input{/dev/urandom}", r"\c_sys_hour_int"],
)
def test_formulas_that_may_change_are_not_constant(body: str) -> None:
    assert not is_constant(formula(body))


def test_words_about_time_change_nothing() -> None:
    assert is_constant(formula(r"\begin{center}the time of day, at random\end{center}"))


def test_a_render_may_have_so_many_formulas_kept_and_no_more(tmp_path: Path) -> None:
    program = "import engine.box.typesetting as t\nt.MOST_KEPT = 2\nfrom engine.box.supervisor import supervise\nsupervise()"
    engine = Engine(program=["-c", program])
    assert engine.render(job(scene("self.add(*map(MathTex, 'abc'))\nself.wait(0.1)"), tmp_path)).video
    assert len(entries(engine)) == 2
    engine.close()


def test_a_directory_that_cannot_be_written_to_costs_time_and_nothing_else(tmp_path: Path) -> None:
    engine = Engine()
    (tmp_path / "file").write_text("")
    engine.tell(id="a", job=job(SHOWN, tmp_path / "out"), formulas=str(tmp_path / "file" / "below"))
    assert engine.next_end()["type"] == "done"
    engine.close()


@pytest.mark.parametrize(
    "body",
    [
        r"\begin{align*}\frac{a}{b} + \sqrt{x^2}\end{align*}",
        r"\begin{align*}\special{dvisvgm:raw <g id='unique000'>}e^{i\pi}\special{dvisvgm:raw </g>}+1\end{align*}",
        r"\begin{center}Words, \textbf{bold} 100\% \& \{more\}\end{center}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \left( \mathcal{L} \right)",
    ],
)
def test_formulas_that_only_draw_are_tame(body: str) -> None:
    assert is_tame(formula(body))


@pytest.mark.parametrize(
    "body",
    [
        r"\immediate\openout1=x.sty",
        r"^^5copenout1=x",
        r"\csname openout\endcsname",
        r"\def\x{}",
        r"\input{x}",
        r"\special{ps: (x) (w) file}",
        r"\special{dvisvgm:raw <g id='unique000' onload='x'>}",
        r"\spe\special{dvisvgm:raw </g>}cial{ps: x}",
        r"\begin{filecontents}{x.sty}\end{filecontents}",
        r"\begin {filecontents}{x.sty}",
        r"\begin\x",
        "\\\x0b",
        "é",
        r"\catcode`\x=0",
        r"\includegraphics{x}",
        r"\@starttoc{x}",
        r"\write18{x}",
        r"\end{document}\openout1",
    ],
)  # fmt: skip
def test_formulas_that_could_do_more_are_not(body: str) -> None:
    assert not is_tame(formula(body))


def with_added(added: str, body: str = "x") -> Formula:
    return Formula(formula(body).source.replace(r"\begin", f"{added}\n\\begin", 1), ("latex",), ".dvi")


@pytest.mark.parametrize(
    ("added", "body"),
    [
        ("\\usepackage{physics, bm}\n\\usepackage{mathtools}", r"\dv{x}{t}"),
        (r"\newcommand{\R}{\mathbb{R}}\newcommand*\set[2]{\left\{#1 \mid \sqrt{\frac{#2}{\R}}\right\}} \DeclareMathOperator*{\argmax}{arg\,max}", r"\argmax \set{x}{y}"),
    ],
)  # fmt: skip
def test_packages_and_definitions_that_only_draw_leave_a_formula_tame(added: str, body: str) -> None:
    assert is_tame(with_added(added, body))


@pytest.mark.parametrize(
    "added",
    [
        r"\usepackage{shellesc}", r"\usepackage{physics,tikz}", r"\usepackage[x]{physics}", r"\usepackage{}", r"\def\x{}", "% x", "^^M", "x",
        r"\renewcommand{\frac}{x}", r"\newcommand{\x}{\openout}", r"\newcommand{\x}{\begin{#1}}", r"\newcommand{\x}{\begin}", r"\newcommand{\x}[1]{\#1",
        r"\newcommand{\x}{\newcommand{\y}{}}", r"\newcommand{\x}{}\input{y}", "\\newcommand{\\x}{%}\n\\input{y}}", r"\newcommand{\x}{^^5cinput y}", r"\newcommand{\a@b}{}",
    ],
)  # fmt: skip
def test_with_anything_else_it_is_not(added: str) -> None:
    assert not is_tame(with_added(added))


def test_other_preambles_and_compilers_are_not_tame() -> None:
    plain = formula("x")
    assert not is_tame(Formula(plain.source.replace("amssymb", "shellesc"), plain.compilers, plain.output_format))
    assert not is_tame(Formula(plain.source, ("lualatex",), plain.output_format))


def test_the_cache_is_bounded_and_what_was_used_last_stays(tmp_path: Path) -> None:
    cache = FormulaCache(tmp_path, largest=100_000)
    svg = "<svg>" + "x" * 1000
    for number in range(60):
        cache.keep(formula(str(number)), svg)
    for age, path in enumerate(sorted(tmp_path.glob("*/*"))):
        os.utime(path, (age, age))
    assert cache.find(formula("7")) == svg
    for number in range(100, 150):
        cache.keep(formula(str(number)), svg)
    assert 60_000 < sum(path.stat().st_size for path in tmp_path.glob("*/*")) <= 108_000
    kept = [number for number in range(60) if cache.find(formula(str(number)))]
    assert 7 in kept
    assert len(kept) < 60
    assert all(cache.find(formula(str(number))) for number in range(100, 150))


def test_a_cache_that_has_no_place_keeps_nothing_and_harms_nobody(tmp_path: Path) -> None:
    cache = FormulaCache(tmp_path / ("x" * 300))
    cache.keep(formula("x"), "<svg>")
    assert cache.find(formula("x")) is None
