"""The engine's part in C, where it was built from these very sources; `None` where it was not: everything has a slower way beside it."""

import hashlib
import importlib
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent
MODULE = "engine_native"


def source_hash() -> str:
    """Stands for the sources that the module must have been built from."""
    digest = hashlib.sha256()
    for path in sorted([*HERE.glob("*.c"), *HERE.glob("*.h")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def load_native() -> ModuleType | None:
    """The module, or `None` and, once, one sentence on standard error."""
    try:
        module = importlib.import_module(MODULE)
    except ImportError as error:
        reason = str(error)
    else:
        if module.SOURCE == source_hash():
            return module
        reason = "it was built from other sources"
    print(f"engine: drawing and converting go the slower way, without C ({reason}); `python -m engine.build` builds it", file=sys.stderr)
    return None
