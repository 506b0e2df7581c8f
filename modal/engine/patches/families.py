"""Who belongs to whom: walks over submobjects, asked for thousands of times in each frame."""

import sys
from collections.abc import Callable, Iterable, Reversible
from itertools import chain
from operator import attrgetter
from types import FunctionType
from typing import Any, TypeVar

from manim import Mobject

from engine.native import load_native

Item = TypeVar("Item")


def apply() -> None:
    replace_everywhere(sys.modules["manim.utils.iterables"].remove_list_redundancies, last_of_each)
    stock_walk, stock_count = Mobject._iter_family, Mobject.get_num_points
    native = load_native()

    def walks_as_stock(mobject: Mobject) -> bool:
        return getattr(type(mobject), "_iter_family", None) is stock_walk and "_iter_family" not in mobject.__dict__

    def get_family(self: Mobject, recurse: bool = True) -> list[Mobject]:
        """Exact because it visits in the order of Manim's nested generators; a class or an object with a walk of its own keeps it."""
        is_stock = walks_as_stock(self)
        if is_stock and self.submobjects == []:
            return [self]
        if is_stock and native is not None:
            known = native.families([self], False, stock_walk, get_family, stock_count)
            if known is not None:
                return known
        if not is_stock:
            return last_of_each(list(self._iter_family(set())))
        family: list[Mobject] = []
        collect(self, family, set())
        return last_of_each(family)

    def collect(mobject: Mobject, family: list[Mobject], path: set[Mobject]) -> None:
        if mobject in path:
            return
        family.append(mobject)
        path.add(mobject)
        for submobject in mobject.submobjects:
            if not walks_as_stock(submobject):
                family.extend(submobject._iter_family(path))
            elif submobject.submobjects == []:
                family.append(submobject)
            else:
                collect(submobject, family, path)
        path.remove(mobject)

    def family_members_with_points(self: Mobject) -> list[Mobject]:
        known = native.families([self], True, stock_walk, get_family, stock_count) if native is not None else None
        if known is not None:
            return known
        return [member for member in self.get_family() if member.get_num_points() > 0]

    def extract_mobject_family_members(
        mobjects: Iterable[Mobject], use_z_index: bool = False, only_those_with_points: bool = False
    ) -> list[Mobject]:
        """All families in one call into C. One without a class or an object of its own kind, that is: those are asked one by one."""
        mobjects, known = list(mobjects), None
        method = Mobject.family_members_with_points if only_those_with_points else Mobject.get_family
        if native is not None and method in (family_members_with_points, get_family):
            known = native.families(mobjects, only_those_with_points, stock_walk, get_family, stock_count)
        members = last_of_each(list(chain(*map(method, mobjects)))) if known is None else known
        return sorted(members, key=attrgetter("z_index")) if use_z_index else members

    replace_everywhere(sys.modules["manim.utils.family"].extract_mobject_family_members, extract_mobject_family_members)
    Mobject.get_family = get_family  # type: ignore[method-assign]
    Mobject.family_members_with_points = family_members_with_points  # type: ignore[method-assign]


def replace_everywhere(stock: FunctionType, other: Callable[..., Any]) -> None:
    """Manim's modules import functions by their names."""
    for name, module in list(sys.modules.items()):
        if name.startswith("manim.") and getattr(module, stock.__name__, None) is stock:
            setattr(module, stock.__name__, other)


def last_of_each(items: Reversible[Item]) -> list[Item]:
    """Each item once, where it is last: a dictionary keeps the first of the reversed list, by the same hashes and comparisons as a set."""
    unique = list(dict.fromkeys(reversed(items)))
    unique.reverse()
    return unique
