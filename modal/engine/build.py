"""Builds what makes the engine fast into the private environment: `python -m engine.build`.

Its part in C takes a compiler and the headers of Python and cairo, which pycairo's own build has needed already; the dumped LaTeX format takes
LaTeX. Ends with 1 and a sentence when one of them cannot be built; the engine works without, more slowly. So it does where LaTeX cannot be made to
wait for formulas, which takes a compiler and a system with LD_PRELOAD.
"""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import cairo
import numpy

from engine.native import HERE, MODULE, source_hash
from engine.standby import SOURCE, library
from engine.tex_format import FormatFailed, build_format

# Contraction (one rounding for a product and a sum) would let points differ from Python's in the last bit.
FLAGS = ("-O3", "-fPIC", "-shared", "-std=c11", "-ffp-contract=off", "-Wall", "-Werror=implicit-function-declaration")


class BuildFailed(Exception):
    """The C part cannot be built here. The message says why."""


def build(directory: Path) -> Path:
    """Builds the module into `directory`; it is there whole or not at all. @throws BuildFailed"""
    target = directory / f"{MODULE}{sysconfig.get_config_var('EXT_SUFFIX')}"
    with tempfile.TemporaryDirectory(dir=directory) as name:
        made = Path(name) / target.name
        _run(
            *_compiler(),
            *FLAGS,
            *(("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()),
            f'-DNATIVE_SOURCE="{source_hash()}"',
            f"-I{sysconfig.get_path('include')}",
            f"-I{cairo.get_include()}",
            f"-I{numpy.get_include()}",
            *map(str, sorted(HERE.glob("*.c"))),
            *_cairo_flags(),
            "-o",
            str(made),
        )
        made.replace(target)
    return target


def build_standby() -> Path:
    """@throws BuildFailed"""
    target = library()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        made = Path(name) / target.name
        _run(*_compiler(), *FLAGS, str(SOURCE), "-ldl", "-o", str(made))
        made.replace(target)
    return target


def _compiler() -> list[str]:
    for command in (os.environ.get("CC", ""), "cc", "gcc", "clang"):
        parts = shlex.split(command)
        if parts and shutil.which(parts[0]):
            return parts
    raise BuildFailed("There is no C compiler.")


def _cairo_flags() -> list[str]:
    if shutil.which("pkg-config") is None:
        return ["-I/usr/include/cairo", "-lcairo"]
    return shlex.split(_run("pkg-config", "--cflags", "--libs", "cairo"))


def _run(*command: str) -> str:
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise BuildFailed(f"{command[0]} failed:\n{finished.stderr.strip()}")
    return finished.stdout


def main() -> int:
    from manim import TexTemplate

    failed = 0
    try:
        print(build(Path(sysconfig.get_path("platlib"))))
        print(build_standby())
    except BuildFailed as error:
        print(f"engine: the parts in C are not built, so rendering goes the slower way. {error}", file=sys.stderr)
        failed = 1
    try:
        print(build_format(TexTemplate()))
    except FormatFailed as error:
        print(f"engine: LaTeX's preamble is not dumped, so each formula reads it anew. {error}", file=sys.stderr)
        failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
