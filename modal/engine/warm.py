"""What every render needs and none changes, loaded before there is one."""

import importlib

import PIL.Image

from engine.native import load_native
from engine.patches import apply_patches
from engine.tex_format import find_format
from engine.version import short_name

# What is loaded no earlier than at a render's first use of it.
MODULES = (
    "av.subtitles.stream", "encodings.ascii", "encodings.idna", "multiprocessing.synchronize", "pygments.lexers.python", "pygments.styles.monokai",
)  # fmt: skip


def load_ahead() -> None:
    for name in ("engine.render", *MODULES):
        importlib.import_module(name)
    apply_patches()
    PIL.Image.preinit()
    short_name()
    load_native()
    find_format()
