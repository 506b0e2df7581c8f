"""Who belongs to whom: walks over submobjects, asked for thousands of times in each frame."""

import sys
from collections.abc import Reversible
from typing import TypeVar

from manim import Mobject

Item = TypeVar("Item")


def apply() -> None:
    stock = sys.modules["manim.utils.iterables"].remove_list_redundancies
    for name, module in list(sys.modules.items()):
        if name.startswith("manim.") and getattr(module, "remove_list_redundancies", None) is stock:
            module.remove_list_redundancies = last_of_each  # type: ignore[attr-defined]
    stock_walk = Mobject._iter_family

    def get_family(self: Mobject, recurse: bool = True) -> list[Mobject]:
        """Exact because it visits in the order of Manim's nested generators; a class with a walk of its own keeps it."""
        if type(self)._iter_family is not stock_walk:
            return last_of_each(list(self._iter_family(set())))
        if not self.submobjects:
            return [self]
        family: list[Mobject] = []
        collect(self, family, set())
        return last_of_each(family)

    def collect(mobject: Mobject, family: list[Mobject], path: set[Mobject]) -> None:
        if mobject in path:
            return
        family.append(mobject)
        path.add(mobject)
        for submobject in mobject.submobjects:
            if type(submobject)._iter_family is not stock_walk:
                family.extend(submobject._iter_family(path))
            elif submobject.submobjects:
                collect(submobject, family, path)
            else:
                family.append(submobject)
        path.remove(mobject)

    stock_count = Mobject.get_num_points

    def family_members_with_points(self: Mobject) -> list[Mobject]:
        return [
            member
            for member in self.get_family()
            if (len(member.points) if type(member).get_num_points is stock_count else member.get_num_points()) > 0
        ]

    Mobject.get_family = get_family  # type: ignore[method-assign]
    Mobject.family_members_with_points = family_members_with_points  # type: ignore[method-assign]


def last_of_each(items: Reversible[Item]) -> list[Item]:
    """Each item once, where it is last: a dictionary keeps the first of the reversed list, by the same hashes and comparisons as a set."""
    unique = list(dict.fromkeys(reversed(items)))
    unique.reverse()
    return unique
