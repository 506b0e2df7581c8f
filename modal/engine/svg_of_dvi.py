"""DVI to SVG without the PostScript interpreter that dvisvgm starts for the specials of every page.

Manim's formulas hold two sorts of specials: PostScript that the preamble leaves for printers, which changes no shape, and Manim's own
`dvisvgm:raw <g id='unique…'>` around parts. dvisvgm can only ignore all of them, so the groups are put in afterwards, where they belong: each
character and each rule of the page is one line of the SVG, in the same order, with the character's code in it. Whatever does not fit to the
letter goes the ordinary way. The result is the same, line for line, but for the order of the glyphs' definitions: dvisvgm keeps them by where
its fonts happen to lie in memory. They are looked up by name, so it means nothing.
"""

import re
from collections.abc import Callable
from pathlib import Path

from engine.dvi import Page, UnknownDvi, read_only_page
from engine.latex import succeeds

# What LaTeX and the preview package write at the top of every page, for dvips alone.
FOR_PRINTERS = (b"!/preview@", b"!userdict", b"header=l3backend-dvips.pro", b"ps::0 0 ")
GROUP = re.compile(rb"dvisvgm:raw (<g id='unique\d+\w*'>|</g>)")
USE = re.compile(r"<use x='[-.\d]+' y='[-.\d]+' xlink:href='#g\d+-(\d+)'/>")
RECT = re.compile(r"<rect x='[-.\d]+' y='[-.\d]+' height='[-.\d]+' width='[-.\d]+'/>")
PAGE_START, PAGE_END = "<g id='page1'>", "</g>\n</svg>"


def conversion_without_specials(dvi: Path, bare: Path) -> list[str]:
    return ["dvisvgm", "--no-specials", "--page=1", "--no-fonts", "--verbosity=0", f"--output={bare.as_posix()}", dvi.as_posix()]


def convert_without_postscript(dvi: Path, svg: Path, convert: Callable[[Path], object] | None = None) -> bool:
    """Writes `svg` as `dvisvgm --no-fonts` would. False, and no file, where that cannot be known.

    With `convert`, somebody else makes the file without specials, beside the DVI and with the suffix `.bare`.
    """
    try:
        page = read_only_page(dvi.read_bytes())
    except (UnknownDvi, OSError):
        return False
    specials = [item for item in page.items if isinstance(item, bytes)]
    if not all(special.startswith(FOR_PRINTERS) or GROUP.fullmatch(special) for special in specials) or not are_balanced(specials):
        return False
    bare = svg.with_suffix(".bare")
    if convert:
        convert(dvi)
    else:
        succeeds(conversion_without_specials(dvi, bare))
    if not bare.exists():
        return False
    text = with_groups(bare.read_text(encoding="utf-8"), page)
    bare.unlink()
    if text is None:
        return False
    svg.write_text(text, encoding="utf-8")
    return True


def are_balanced(specials: list[bytes]) -> bool:
    """Whether each group that begins ends. dvisvgm refuses pages where one does not (a bare % in a formula), and has to say so itself."""
    depth = 0
    for group in filter(None, map(GROUP.fullmatch, specials)):
        depth += -1 if group[1] == b"</g>" else 1
        if depth < 0:
            return False
    return depth == 0


def with_groups(bare: str, page: Page) -> str | None:
    """The SVG with the page's groups in it; `None` where its lines are not the page's characters and rules, one by one."""
    head, start, body = bare.partition(f"{PAGE_START}\n")
    if not start or not body.endswith(PAGE_END):
        return None
    lines = body[: -len(PAGE_END)].splitlines()
    whole: list[str] = []
    drawn = iter(lines)
    for item in page.items:
        if isinstance(item, bytes):
            if group := GROUP.fullmatch(item):
                whole.append(group[1].decode("ascii"))
            continue
        line = next(drawn, "")
        if not (RECT.fullmatch(line) if item is None else is_character(line, item)):
            return None
        whole.append(line)
    if next(drawn, None) is not None or not whole:
        return None
    return head + start + "\n".join(whole) + "\n" + PAGE_END


def is_character(line: str, code: int) -> bool:
    found = USE.fullmatch(line)
    return found is not None and int(found[1]) == code
