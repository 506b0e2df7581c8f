"""Deep copies of mobjects: each animation makes several of everything that it moves."""

import copy
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np
from manim import ManimColor, Mobject
from manim.constants import CapStyleType, LineJointType
from manim.mobject.svg.svg_mobject import VMobjectFromSVGPath

from engine.native import load_native

# Types whose deep copy is the object itself (copy.deepcopy and Enum say so), compared exactly: subclasses go the general way.
ITSELF = frozenset((
    int, float, bool, str, bytes, complex, type(None), type, FunctionType, BuiltinFunctionType, LineJointType, CapStyleType,
    np.float64, np.int64, np.bool_,  # numbers of NumPy: their copies are new objects, but nothing can tell or change them
))  # fmt: skip


def apply() -> None:
    def copy_color(self: ManimColor, memo: dict[int, Any]) -> ManimColor:
        """A plain colour has no method that changes it, so copies may be one object. HSV, which has, is copied as ever."""
        if type(self) is ManimColor:
            return self
        other = type(self).__new__(type(self))
        memo[id(self)] = other
        other.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return other

    def copy_mobject(self: Mobject, memo: dict[int, Any]) -> Mobject:
        """As Manim's, with the commonest values copied without a call of copy.deepcopy for each."""
        cls = self.__class__
        result = cls.__new__(cls)
        memo[id(self)] = result
        # What a shape of an SVG was read from stays as it is once its points are there, and weighs more than all the rest of it.
        keeps_source = cls is VMobjectFromSVGPath
        for name, value in self.__dict__.items():
            same = type(value) in ITSELF or (keeps_source and name == "path_obj")
            setattr(result, name, value if same else copy_value(value, memo))
        result.original_id = str(id(self))
        return result

    def copy_value(value: Any, memo: dict[int, Any]) -> Any:
        kind = type(value)
        if kind is np.ndarray:
            known = memo.get(id(value))
            if known is None:
                known = memo[id(value)] = value.__deepcopy__(memo)
            return known
        if kind is list:
            known = memo.get(id(value))
            if known is None:
                known = memo[id(value)] = []
                for item in value:
                    known.append(item if type(item) in ITSELF else copy_value(item, memo))
            return known
        if kind is ManimColor:
            return value
        if getattr(kind, "__deepcopy__", None) is copy_mobject and "__deepcopy__" not in value.__dict__:
            known = memo.get(id(value))
            return copy_mobject(value, memo) if known is None else known
        return copy.deepcopy(value, memo)

    native = load_native()
    itself = ITSELF | {ManimColor}

    def copy_natively(self: Mobject, memo: dict[int, Any]) -> Mobject:
        """The same in C."""
        if type(memo) is not dict:
            return copy_mobject(self, memo)
        return native.copy(self, memo, itself, copy_natively, copy.deepcopy, VMobjectFromSVGPath)

    ManimColor.__deepcopy__ = copy_color  # type: ignore[attr-defined]
    Mobject.__deepcopy__ = copy_mobject if native is None else copy_natively  # type: ignore[method-assign,assignment]
