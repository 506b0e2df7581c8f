"""How many animations a scene will have, as far as the text of its code tells before it runs.

Only the text is read, nothing is run. Where a loop around a `play` or `wait` has a length that the text does not show, there is no
forecast.
"""

import ast
from collections.abc import Iterable, Iterator

ANIMATING = {"play", "wait", "pause"}
GROUPS = {"VGroup", "Group", "list", "tuple", "sorted", "reversed", "enumerate"}


class Unforeseeable(Exception):
    """The text does not show how often something happens."""


def forecast_animations(code: str, scenes: list[str]) -> int | None:
    """In all of the scenes with these names in `code`; `None` where the text does not show it."""
    try:
        reader = _Reader(ast.parse(code))
        return sum(reader.count_in_scene(scene) for scene in scenes) or None
    # Whatever the text does to its reader, code that was not run yet is not at fault.
    except Exception:
        return None


class _Reader:
    def __init__(self, tree: ast.Module) -> None:
        self._classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
        self._functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self._values: dict[str, ast.expr] = {}
        self._under_way: list[ast.FunctionDef] = []
        for name, value in _assignments(tree):
            # A name with two values stands for neither.
            self._values[name] = ast.Constant(None) if name in self._values else value

    def count_in_scene(self, name: str) -> int:
        return sum(self._in_method(name, method, []) for method in ("setup", "construct", "tear_down"))

    def _in_method(self, class_name: str, method: str, arguments: list[ast.expr]) -> int:
        cls = self._classes.get(class_name)
        if cls is None:
            return 0
        for node in cls.body:
            if isinstance(node, ast.FunctionDef) and node.name == method:
                return self._in_function(node, node.args.args[1:], arguments, class_name)
        bases = (base.id for base in cls.bases if isinstance(base, ast.Name))
        return next((self._in_method(base, method, arguments) for base in bases if base in self._classes), 0)

    def _in_function(self, function: ast.FunctionDef, parameters: list[ast.arg], arguments: list[ast.expr], class_name: str) -> int:
        if function in self._under_way:
            raise Unforeseeable(function.name)
        outside = self._values
        self._values = outside | {parameter.arg: argument for parameter, argument in zip(parameters, arguments)}
        self._under_way.append(function)
        try:
            return self._in_all(function.body, class_name)
        finally:
            self._under_way.pop()
            self._values = outside

    def _in_all(self, nodes: Iterable[ast.AST], class_name: str) -> int:
        return sum(self._in_node(node, class_name) for node in nodes)

    def _in_node(self, node: ast.AST, class_name: str) -> int:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                return 0  # Counted where it is called.
            case ast.For(iter=iterable, body=body):
                inside = self._in_all(body, class_name)
                return inside * self._length(iterable) if inside else 0
            case ast.While(body=body):
                if self._in_all(body, class_name):
                    raise Unforeseeable("while")
                return 0
            case ast.If(body=body, orelse=orelse):
                # One of the two happens: the longer one is as good a guess as any.
                return max(self._in_all(body, class_name), self._in_all(orelse, class_name))
            case ast.Call(func=function):
                return self._in_call(function, node.args, class_name) + self._in_all(ast.iter_child_nodes(node), class_name)
            case _:
                return self._in_all(ast.iter_child_nodes(node), class_name)

    def _in_call(self, function: ast.expr, arguments: list[ast.expr], class_name: str) -> int:
        match function:
            case ast.Attribute(attr=attr) if attr in ANIMATING:
                return 1
            case ast.Attribute(value=ast.Name(id="self"), attr=method):
                return self._in_method(class_name, method, arguments)
            case ast.Name(id=name) if name in self._functions:
                called = self._functions[name]
                return self._in_function(called, called.args.args, arguments, class_name)
            case _:
                return 0

    def _length(self, node: ast.expr) -> int:
        """How many things an iterable holds. @throws Unforeseeable"""
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                return self._count(elements)
            case ast.Constant(value=str() as text):
                return len(text)
            case ast.Dict(keys=keys):
                return len(keys)
            case ast.Name(id=name) if name in self._values:
                outside = self._values
                # Not again while it is read: a name may be made from itself.
                self._values = {key: value for key, value in outside.items() if key != name}
                try:
                    return self._length(outside[name])
                finally:
                    self._values = outside
            case ast.ListComp(generators=[one]) | ast.GeneratorExp(generators=[one]) if not one.ifs:
                return self._length(one.iter)
            case ast.Call(func=ast.Name(id="range"), args=arguments) if arguments:
                return len(range(*(int(self._exactly(argument)) for argument in arguments)))
            case ast.Call(func=ast.Name(id="zip"), args=arguments) if arguments:
                return min(self._length(argument) for argument in arguments)
            case ast.Call(func=ast.Name(id="VGroup" | "Group"), args=arguments):
                return self._count(arguments)
            case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in GROUPS:
                return self._length(first)
            case ast.Call(func=ast.Attribute(value=inner, attr="items" | "keys" | "values" | "copy")):
                return self._length(inner)
            case ast.Call(func=ast.Attribute(attr="linspace"), args=[_, _, count]):
                return int(self._exactly(count))
            case _:
                raise Unforeseeable(ast.dump(node)[:100])

    def _count(self, elements: list[ast.expr]) -> int:
        return sum(self._length(element.value) if isinstance(element, ast.Starred) else 1 for element in elements)

    def _exactly(self, node: ast.expr) -> float:
        match node:
            case ast.Constant(value=int() | float() as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._exactly(operand)
            case ast.Name(id=name) if isinstance(self._values.get(name), ast.Constant):
                return self._exactly(self._values[name])
            case ast.Call(func=ast.Name(id="len"), args=[inner]):
                return self._length(inner)
            case _:
                raise Unforeseeable(ast.dump(node)[:100])


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if len(names) == len(values):
                yield from ((name.id, value) for name, value in zip(names, values) if isinstance(name, ast.Name))
