"""Updaters: whether one takes the time that has passed is the same in each frame."""

import inspect
from types import FunctionType
from typing import Any

from manim import Mobject, Scene

from engine.native import load_native


def apply() -> None:

    def update(self: Mobject, dt: float = 0, recursive: bool = True) -> Mobject:
        """As Manim's; submobjects that have nothing to update are not called, and those with an `update` of their own are."""
        if self.updating_suspended:
            return self
        for updater in self.updaters:
            if takes_time(updater):
                updater(self, dt)  # type: ignore[call-arg]
            else:
                updater(self)  # type: ignore[call-arg]
        if recursive:
            for submobject in self.submobjects:
                if has_updates(submobject, update):
                    submobject.update(dt, recursive=recursive)
        return self

    def update_mobjects(self: Scene, dt: float) -> None:
        for mobject in self.mobjects:
            if has_updates(mobject, update):
                mobject.update(dt)

    native = load_native()
    has_updates = may_have_updates if native is None else native.has_updates
    Scene.update_mobjects = update_mobjects  # type: ignore[method-assign]
    Mobject.update = update  # type: ignore[method-assign,assignment]


def may_have_updates(mobject: Mobject, update: Any) -> bool:
    """Whether there may be anything to update in its family. C looks at all of it, which takes less than to ask each."""
    return bool(mobject.updaters or mobject.submobjects or type(mobject).update is not update or "update" in mobject.__dict__)


def takes_time(updater: Any) -> bool:
    """Whether `dt` is among its parameters. `inspect.signature` takes as long as most updaters; a plain function's own code says the same."""
    if type(updater) is FunctionType and not updater.__dict__:  # `__wrapped__` and `__signature__` would be in there
        code = updater.__code__
        parameters = code.co_argcount + code.co_kwonlyargcount
        parameters += bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
        return "dt" in code.co_varnames[:parameters]
    return "dt" in inspect.signature(updater).parameters
