"""Formulas, and what is said when they cannot be set."""

import os
from pathlib import Path

import pytest
from support import render, scene


def test_a_latex_error_has_the_expression_and_tex_s_own_complaint(tmp_path: Path) -> None:
    failure = render(scene(r"MathTex(r'\frac{a}{b}', r'+ \undefinedthing x')"), tmp_path).failure
    assert (failure["kind"], failure["line"]) == ("LATEX_ERROR", 5)
    assert failure["latex_expression"] == r"\frac{a}{b} + \undefinedthing x"
    assert failure["message"].endswith(r"Undefined control sequence \undefinedthing.")
    assert failure["latex_log"].splitlines()[0] == "! Undefined control sequence."
    assert r"\undefinedthing" in failure["latex_log"]
    assert "l.8" in failure["latex_log"]
    assert "dvisvgm" not in failure["latex_log"] + failure["latex_expression"]
    assert "package" in failure["hint"]


def test_a_bare_percent_sign_is_explained(tmp_path: Path) -> None:
    failure = render(scene("Tex('100% sure')"), tmp_path).failure
    assert failure["kind"] == "LATEX_ERROR"
    assert r"\%" in failure["hint"]


def test_tex_that_never_ends_times_out_and_is_named(tmp_path: Path) -> None:
    failure = render(scene(r"Tex(r'\def\x{\x}\x')"), tmp_path, wall_seconds=1).failure
    assert (failure["kind"], failure["line"]) == ("TIMED_OUT", 5)
    assert failure["latex_expression"] == r"\def\x{\x}\x"
    assert "use itself" in failure["hint"]


def test_a_scene_may_catch_a_latex_error_as_manims_own_and_tex_is_a_phase_of_its_own(tmp_path: Path) -> None:
    outcome = render(scene("try: MathTex(r'\\nope')\nexcept ValueError: self.add(MathTex('x'))\nself.wait(0.2)"), tmp_path)
    assert outcome.video["duration_seconds"] == 0.2
    assert outcome.frames()[0].max() > 200
    assert outcome.last["timings"]["tex"] > 0
    assert "tex" in [event.get("phase") for event in outcome.events]


def test_a_machine_without_latex_says_so(tmp_path: Path) -> None:
    failure = render(scene("MathTex('x')"), tmp_path, env={"PATH": os.fspath(tmp_path)}).failure
    assert failure["kind"] == "UNAVAILABLE"
    assert failure["message"].startswith("latex is not installed")
    assert "Use Text" in failure["hint"]


@pytest.mark.parametrize(
    "mobject",
    ["Typst('$ sum_(i=0)^n x^i $')", "Tex(r'$\\alpha$', tex_template=TexTemplate(tex_compiler='xelatex', output_format='.xdv'))"],
    ids=["typst", "xelatex"],
)
def test_other_typesetters_work(mobject: str, tmp_path: Path) -> None:
    assert render(scene(f"self.add({mobject})\nself.wait(0.2)"), tmp_path).frames()[0].max() > 200
