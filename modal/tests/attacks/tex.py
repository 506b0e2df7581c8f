"""TeX and Ghostscript, which read and write files and run programs when they are allowed to."""

from attacks.attack import Attack

# Past the engine: the descriptor on which a scene's formulas are asked for, and one that is known already.
ASKING = """
import os, sys, time
from engine.formula import Formula, encode_formula
MathTex("x")
asking = int(sys.argv[4])
source = next(config.get_dir("tex_dir").glob("*.tex")).read_text()
line = encode_formula(Formula(source, ("latex",), ".dvi"))
"""


def _tex(text: str, kind: str, message: str, *, limits: dict[str, float] | None = None) -> Attack:
    return Attack(f"Tex({text!r})", kind, message, 5, limits or {})


ATTACKS = {
    "TeX reads the users": _tex(r"\input{/etc/passwd}", "LATEX_ERROR", "passwd"),
    "TeX runs a program": Attack(
        r"""
        import os
        Tex(r"\immediate\write18{touch /job/owned}x")
        raise Got("got " + repr(os.path.exists("/job/owned")))
        """,
        "SCENE_ERROR",
        "got False",
    ),
    "TeX writes the engine": _tex(r"\newwrite\w\immediate\openout\w=/opt/arxiviz/engine/evil.tex\immediate\write\w{x}x", "LATEX_ERROR", ""),
    "TeX never ends": _tex(r"\loop\iftrue\repeat", "TIMED_OUT", "LaTeX was still busy", limits={"wall_seconds": 3}),
    "TeX eats all memory": _tex(r"\def\x{\x\x a}\x", "LATEX_ERROR", "capacity exceeded"),
    "Ghostscript writes outside": Attack(
        r"""
        import os
        try: Tex(r"\special{ps: (/opt/arxiviz/evil) (w) file (x) writestring}x")
        except ValueError: pass
        raise Got("got " + repr(os.path.exists("/opt/arxiviz/evil")))
        """,
        "SCENE_ERROR",
        "got False",
    ),
    "TeX writes what the next formula would read": Attack(
        r"""
        for name in ("amsmath.sty", "standalone.cls", "pdftex.def", "texput.tex", "umsa.fd", "formula/x.aux"):
            try: Tex(r"\newwrite\w\immediate\openout\w=" + name + r"\immediate\write\w{\string\endinput}\immediate\closeout\w ok")
            except ValueError: pass
        self.add(MathTex(r"\mathbb{R}"))
        self.wait(0.1)
        """,
        "DONE",
    ),
    "a formula that is none": Attack(ASKING + "os.write(asking, b'x\\n')\nself.wait(9)", "FORBIDDEN", "a formula that is none"),
    "formulas without end": Attack(ASKING + "while True: os.write(asking, line)", "FORBIDDEN", "it never ends"),
    "a formula of endless length": Attack(ASKING + "while True: os.write(asking, b'x' * 65536)", "FORBIDDEN", "it never ends"),
    "answers that nobody reads": Attack(
        ASKING + "while True:\n    os.write(asking, line)\n    time.sleep(0.01)", "FORBIDDEN", "it never ends"
    ),
    "TeX that runs Lua takes memory": Attack(
        r"""
        lua = TexTemplate(tex_compiler="lualatex", output_format=".dvi", documentclass=r"\documentclass{article}", preamble="")
        Tex(r"\directlua{local t = {} for n = 1, 300 do t[n] = string.rep('x', 4500000 + n) end while true do end}x", tex_template=lua)
        """,
        "OUT_OF_MEMORY",
        "everything it started",
        limits={"memory_bytes": 2**30},
    ),
}
