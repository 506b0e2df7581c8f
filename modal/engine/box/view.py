"""What of the host can be seen inside a box: libraries, fonts, TeX and this engine, read-only and one by one."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

# Where things are inside. Python itself keeps its place, because it was built for it.
PACKAGES, PROGRAM = "/opt/venv", "/opt/arxiviz"

LIBRARIES = ("/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/alternatives")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/etc/fonts", "/var/cache/fontconfig", "/usr/share/X11/locale")
# Without the colour profiles dvisvgm fails with a text that says something else; poppler is for CJK in PDFs.
TEX = (
    "/usr/share/texlive", "/usr/share/texmf", "/usr/share/texmf-dist", "/etc/texmf", "/etc/texlive", "/var/lib/texmf",
    "/usr/share/ghostscript", "/usr/share/color", "/usr/share/poppler",
)  # fmt: skip
# dvisvgm has Metafont draw the fonts that there are no outlines of, and leaves their glyphs out, without a word, where it cannot.
TEX_PROGRAMS = (
    "tex", "latex", "pdflatex", "xelatex", "lualatex", "pdftex", "xetex", "luatex", "luahbtex", "xdvipdfmx", "kpsewhich", "dvisvgm", "mf", "mf-nowin",
)  # fmt: skip


@dataclass
class View:
    """`binds` are (path outside, path inside); `python` starts the private environment's Python inside."""

    python: str
    environment_file: bytes
    search_path: str = "/usr/bin"
    binds: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def add(self, outside: str, inside: str | None = None) -> None:
        if os.path.exists(outside):
            self.binds.append((outside, inside or outside))


def view_of_host(*, with_tex: bool) -> View:
    """Everything that a render needs, or (without TeX) just enough to look at a file with the engine's libraries."""
    executable = os.path.realpath(sys.executable)
    base = os.path.realpath(sys.base_prefix)
    environment_file = f"home = {os.path.dirname(executable)}\ninclude-system-site-packages = false\n"
    view = View(f"{PACKAGES}/bin/python", environment_file.encode())
    for path in LIBRARIES:
        view.add(path)
    for name in ("lib", "lib64"):
        if os.path.islink(f"/{name}"):
            view.links.append((f"usr/{name}", f"/{name}"))
        else:
            view.add(f"/{name}")
    view.add(executable)
    if base != "/usr":
        for name in ("lib", "lib64"):
            view.add(f"{base}/{name}")
    view.links.append((executable, view.python))
    view.add(os.path.join(sys.prefix, "lib"), f"{PACKAGES}/lib")
    # What set-up made for the engine, such as a dumped LaTeX format.
    view.add(os.path.join(sys.prefix, "share"), f"{PACKAGES}/share")
    view.add(str(Path(__file__).parent.parent), f"{PROGRAM}/engine")
    if with_tex:
        for path in (*FONTS, *TEX):
            view.add(path)
        _add_tex_programs(view)
    return view


def missing_programs() -> list[str]:
    """Programs that formulas cannot do without and that are not on this machine."""
    return [name for name in ("latex", "dvisvgm") if shutil.which(name) is None]


def _add_tex_programs(view: View) -> None:
    """Each under its own name; a TeX that is not the system's brings its whole tree."""
    for name in TEX_PROGRAMS:
        found = shutil.which(name)
        if found is None:
            continue
        if os.path.dirname(os.path.realpath(found)) == "/usr/bin":
            view.add(os.path.realpath(found), f"/usr/bin/{name}")
            continue
        root = _root_of_tex(found)
        if root is not None and (root, root) not in view.binds:
            view.add(root)
            view.search_path += f":{os.path.dirname(os.path.realpath(found))}"


def _root_of_tex(program: str) -> str | None:
    """TeX Live's own installer puts everything below one directory, which has a bin/."""
    for parent in Path(os.path.realpath(program)).parents:
        if (parent / "texmf-dist").is_dir():
            return str(parent)
    return None
