"""A cell that draws at random draws the same however often it runs.

It makes its generator, or goes on from a copy of the one before: `rng_pairs = deepcopy(rng)` leaves `rng` as it was.
"""

import ast
from collections.abc import Iterator

from course_lib.authoring import names
from course_lib.authoring.source import Cell, Lesson

MAKERS = {"default_rng", "deepcopy"}


def _draws_on(lesson: Lesson) -> Iterator[tuple[Cell, str]]:
    generators: set[str] = set()
    for cell in lesson.cells:
        bound: set[str] = set()
        for statement in cell.parsed.body:
            found = names.of_statement(statement)
            drawn = (found.now | found.later) & generators - bound
            for name in sorted(drawn & _not_copied(statement)):
                yield cell, f"run twice it draws on from `{name}`: draw from a copy of it, `deepcopy({name})`"
            bound |= found.bound
            generators = generators - found.bound | _generators(statement)


def _not_copied(statement):
    """Names that a statement reads, other than to copy them."""
    copied = [argument for call in _calls(statement, {"deepcopy"}) for argument in call.args]
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and node not in copied}


def _calls(tree: ast.AST, functions: set[str]) -> list[ast.Call]:
    """The calls of some functions, by their last name, in a tree."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in functions]


def _generators(statement):
    """Names that a statement binds to a generator of random numbers, new or copied."""
    if not isinstance(statement, ast.Assign):
        return set()
    target, value = statement.targets[0], statement.value
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=False))
    return {getattr(name, "id", "") for name, made in pairs if made in _calls(made, MAKERS)}


RULES = (_draws_on,)
