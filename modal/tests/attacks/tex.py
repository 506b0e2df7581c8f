"""TeX and Ghostscript, which read and write files and run programs when they are allowed to."""

from attacks.attack import Attack


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
}
