"""Which names of a lesson a statement reads and binds, for rules about the order in which its cells run."""

import ast
import builtins
import functools
import symtable
from collections.abc import Iterator
from typing import NamedTuple

GIVEN = {*dir(builtins), "display", "get_ipython", "__name__"}
AT_ONCE = {"genexpr"}


class Names(NamedTuple):
    """Names of one statement at the top of a cell: read when it runs, read when a function of it is called, bound."""

    now: set[str]
    later: set[str]
    bound: set[str]


def of_statement(statement: ast.stmt) -> Names:
    """The names of a statement. What a loop, `with` or `try` binds and reads is taken for bound first."""
    return Names(*map(set, _of_text(ast.unparse(statement))))


@functools.cache
def _of_text(text):
    table, (statement,) = _table(text), ast.parse(text).body
    bound = _bound(table)
    now = {each.get_name() for each in table.get_symbols() if each.is_referenced()}
    later: set[str] = set()
    for inner, at_once in _inner(table):
        read = {each.get_name() for each in inner.get_symbols() if each.is_global()}
        (now if at_once else later).update(read)
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr):
        now -= bound
    return now - GIVEN | _only_added_to(statement) & bound, later - GIVEN, bound


class _Generators(ast.NodeTransformer):
    """Makes generators of all comprehensions: from Python 3.12 on the others share the table of what is around them."""

    def visit_ListComp(self, node):
        return self.generic_visit(ast.GeneratorExp(node.elt, node.generators))

    visit_SetComp = visit_ListComp

    def visit_DictComp(self, node):
        return self.generic_visit(ast.GeneratorExp(ast.Tuple([node.key, node.value], ast.Load()), node.generators))


def _table(text):
    return symtable.symtable(ast.unparse(_Generators().visit(ast.parse(text))), "cell", "exec")


def _bound(table):
    return {each.get_name() for each in table.get_symbols() if each.is_assigned() or each.is_imported()}


def _only_added_to(statement):
    """Names that `+=` and its kind change in a statement, and that nothing else in it binds."""
    added = [node.target for node in ast.walk(statement) if isinstance(node, ast.AugAssign)]
    stored = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return {node.id for node in stored if node in added} - {node.id for node in stored if node not in added}


def _inner(table: symtable.SymbolTable, at_once: bool = True) -> Iterator[tuple[symtable.SymbolTable, bool]]:
    """The tables of functions and comprehensions inside one, each with whether it runs with the statement."""
    for child in table.get_children():
        runs = at_once and (child.get_name() in AT_ONCE or child.get_type() == "class")
        yield child, runs
        yield from _inner(child, runs)


def bound_by(code: str) -> set[str]:
    """The names that the code of a cell binds at its top level; none where it cannot be read.

    >>> sorted(bound_by("a = 1\\nfor b in range(a): pass")), bound_by("a =")
    (['a', 'b'], set())
    """
    try:
        return _bound(_table(code))
    except SyntaxError:
        return set()


def read_by(code: str) -> set[str]:
    """The names that the code of a cell reads, at once or when a function of it is called.

    >>> sorted(read_by("a = b\\ndef f(): return c + a"))
    ['a', 'b', 'c']
    """
    found = [of_statement(statement) for statement in ast.parse(code).body]
    return {name for each in found for name in each.now | each.later}
