"""What stands in the place of something of Manim's bears its name: Python tells it in what it says of a call with wrong arguments."""

import sys
from types import FunctionType, ModuleType

Place = tuple[type | ModuleType, str]
LIBRARIES = ("manim", "svgelements")
TOLD = ("__name__", "__qualname__", "__module__", "__doc__")


def functions_in_place() -> dict[Place, FunctionType]:
    """All functions and methods of the libraries that are imported, by where they are found."""
    modules = [module for name, module in list(sys.modules.items()) if name.split(".")[0] in LIBRARIES]
    classes = {value for module in modules for value in vars(module).values() if isinstance(value, type) and value.__module__ == module.__name__}
    return {(owner, name): value for owner in (*modules, *classes) for name, value in vars(owner).items() if type(value) is FunctionType}


def name_as(before: dict[Place, FunctionType]) -> None:
    """Names the functions that are now where others were."""
    for (owner, name), stock in before.items():
        function = vars(owner).get(name)
        if type(function) is FunctionType and function is not stock:
            tell_as(function, stock)


def name_class_as(kind: type, stock: type) -> None:
    """Names a class as the one that it extends, and its methods as those that they override."""
    tell_as(kind, stock)
    for name, function in vars(kind).items():
        if type(function) is FunctionType and hasattr(stock, name):
            tell_as(function, getattr(stock, name))


def tell_as(made: object, stock: object) -> None:
    for name in TOLD:
        setattr(made, name, getattr(stock, name))
