"""The picture that a camera draws on, and what is known of it: where it is not the background, and where it has changed since it was converted.

Knowing is only possible while nobody else writes into the arrays. So they are watched: who asks a camera for one may keep it and change it at
any time, and from then on nothing is known of that array any more.
"""

from types import ModuleType
from typing import Any

import numpy as np


def is_plain(pixels: np.ndarray) -> bool:
    """Whether these are rows of RGBA one after the other, of NumPy's own class, as a camera makes them."""
    return type(pixels) is np.ndarray and pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 4 and pixels.flags.c_contiguous


class Kept:
    """An array that nobody but Manim's own code and the engine has had in hands; `None` as soon as somebody asked for it."""

    def __init__(self, array: np.ndarray) -> None:
        self.array: np.ndarray | None = array


class Watched:
    """An attribute as any other, which remembers whether it was asked for. Copies of its owner share what is remembered, as they share the array."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._note = note(name)

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        if self._name not in owner.__dict__:
            raise AttributeError(f"'{type(owner).__name__}' object has no attribute '{self._name}'", name=self._name, obj=owner)
        kept = owner.__dict__.get(self._note)
        if kept is not None:
            kept.array = None
        return owner.__dict__[self._name]

    def __set__(self, owner: Any, value: Any) -> None:
        owner.__dict__.pop(self._note, None)
        owner.__dict__[self._name] = value

    def __delete__(self, owner: Any) -> None:
        self.__get__(owner)
        del owner.__dict__[self._name]


def note(name: str) -> str:
    return f"_kept_{name}"


def keep(owner: Any, name: str) -> None:
    """Says that nobody has the array that `owner` was just given."""
    owner.__dict__[note(name)] = Kept(owner.__dict__[name])


def kept(owner: Any, name: str) -> np.ndarray | None:
    """The array, where it is what it was when it was kept."""
    token = owner.__dict__.get(note(name))
    return None if token is None or token.array is not owner.__dict__.get(name) else token.array


class Canvas:
    """An array of pixels, and of each two rows of it from which column to which something happened (0 to 0: nowhere)."""

    def __init__(self, pixels: np.ndarray) -> None:
        self.pixels = pixels
        height, self.width, _ = pixels.shape
        # Where it is not its background, and where it may have changed since it was converted.
        self.drawn = np.zeros((height // 2, 2), np.int32)
        self.changed = self.drawn.copy()
        self._background: np.ndarray | None = None

    def restore(self, background: np.ndarray, native: ModuleType) -> None:
        """Makes it a copy of `background`, which nobody else can have changed since the last call."""
        if background is self._background:
            native.restore(self.pixels, background, self.drawn, self.changed)
        else:
            np.copyto(self.pixels, background)
            self._background = background
            self.drawn[:] = 0
            self.changed[:] = (0, self.width)

    def mark_everything(self) -> None:
        """Anything may have been drawn anywhere."""
        self.drawn[:] = (0, self.width)
        self.changed[:] = (0, self.width)
