"""What draws the frames: one short string that changes whenever a frame could."""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from engine.native import load_native

# Raise it with every change of the engine after which the same code could give other frames, sound, captions or another poster.
ENGINE = 15

# Everything that has a part in a frame or that scenes compute with.
LIBRARIES = (
    "manim", "numpy", "scipy", "networkx", "sympy", "mpmath", "pillow", "pycairo", "manimpango", "skia-pathops", "mapbox-earcut",
    "isosurfaces", "svgelements", "pygments", "typst", "pydub", "av",
)  # fmt: skip

FONT_DIRECTORIES = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
SECONDS_FOR_A_PROGRAM = 10


def engine_version() -> dict[str, str]:
    """`engine` stands for all the others, which are there for people: programs by version ("none" where there is none), the rest by hash."""
    parts = {
        "manim": version("manim"),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "native": "built" if load_native() else "none",  # converts colours by other arithmetic than PyAV, so videos differ
        "libraries": _short_hash(*(f"{name} {version(name)}" for name in LIBRARIES), *_drawing_libraries()),
        "latex": _first_line("latex", "--version"),
        "xelatex": _first_line("xelatex", "--version"),
        "dvisvgm": _first_line("dvisvgm", "--version"),
        "tex_packages": _short_hash(*_tex_packages()),
        "fonts": _short_hash(*_fonts()),
    }
    whole = _short_hash(*(f"{name}={value}" for name, value in parts.items()))
    return {"engine": f"{ENGINE}-manim{parts['manim']}-{whole}", **parts}


def short_name() -> str:
    """What this engine calls itself where nobody needs to know what exactly draws: finding that out starts half a dozen programs."""
    return f"{ENGINE}-manim{version('manim')}"


def _drawing_libraries() -> list[str]:
    """Cairo and Pango come from the system, not from the lock file."""
    import cairo
    import manimpango

    return [f"cairo {cairo.cairo_version_string()}", f"pango {manimpango.pango_version()}"]


def _tex_packages() -> list[str]:
    """The contents of TeX's own list of its files, so that a package that comes or goes is noticed."""
    listings = _output("kpsewhich", "-all", "ls-R").split()
    return [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in listings if Path(path).is_file()]


def _fonts() -> list[str]:
    return sorted(
        f"{name} {os.stat(os.path.join(directory, name)).st_size}"
        for top in FONT_DIRECTORIES
        for directory, _, names in os.walk(top)
        for name in names
        if os.path.isfile(os.path.join(directory, name))
    )


def _first_line(*command: str) -> str:
    return (_output(*command).splitlines() or ["none"])[0]


def _output(*command: str) -> str:
    """What a program prints; nothing when it is not there or fails: its absence is part of the version too."""
    if shutil.which(command[0]) is None:
        return ""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_FOR_A_PROGRAM, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _short_hash(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]
