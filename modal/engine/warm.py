"""What every render needs and none changes, loaded before there is one."""

import importlib
import pkgutil

import PIL.Image

import engine.patches
from engine.native import load_native
from engine.tex_format import find_format
from engine.version import short_name

# What is loaded no earlier than at a render's first use of it.
MODULES = (
    "av.subtitles.stream", "encodings.ascii", "encodings.idna", "multiprocessing.synchronize", "pygments.lexers.python", "pygments.styles.monokai",
)  # fmt: skip


def load_ahead() -> None:
    parts = (f"{engine.patches.__name__}.{part.name}" for part in pkgutil.iter_modules(engine.patches.__path__))
    for name in ("engine.render", *parts, *MODULES):
        importlib.import_module(name)
    PIL.Image.preinit()
    short_name()
    load_native()
    find_format()
