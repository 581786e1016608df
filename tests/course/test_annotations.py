"""Every public function of the library says what types it takes and returns, so that mypy has what to check."""

import ast

import pytest

from course_lib.paths import ROOT

FILES = sorted((ROOT / "course_lib").rglob("*.py"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CALLED_BY_NAME = ("__init__", "__call__")  # the special methods whose arguments a reader has to know


def is_public(name):
    return not name.startswith("_") or name in CALLED_BY_NAME


def public_functions(body, prefix=""):
    """(name, node) of the public functions of a module and of the methods of its public classes; no inner functions."""
    for node in body:
        if isinstance(node, FUNCTIONS) and is_public(node.name):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef) and is_public(node.name):
            yield from public_functions(node.body, f"{prefix}{node.name}.")


def unannotated(text):
    """What lacks an annotation in the text of a module, as `function: argument` or `function: return`."""
    missing = []
    for name, node in public_functions(ast.parse(text).body):
        plain = [*node.args.posonlyargs, *node.args.args]
        static = any(getattr(decorator, "id", "") == "staticmethod" for decorator in node.decorator_list)
        given = plain[1:] if "." in name and not static else plain  # without self
        given += [*node.args.kwonlyargs, *filter(None, (node.args.vararg, node.args.kwarg))]
        missing += [f"{name}: {argument.arg}" for argument in given if argument.annotation is None]
        missing += [f"{name}: return"] if node.returns is None and not name.endswith("__init__") else []
    return missing


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_public_functions_are_annotated(path):
    assert unannotated(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("def f(x: int) -> int: ...", []),
        ("def f(x, *, y: int): ...", ["f: x", "f: return"]),
        ("def f(*x, **y) -> int: ...", ["f: x", "f: y"]),
        ("def _f(x): ...", []),
        ("def f() -> int:\n    def inner(x): ...\n", []),
        ("class A:\n    def __init__(self, x): ...\n    def __len__(self): ...\n", ["A.__init__: x"]),
        ("class A:\n    @staticmethod\n    def f(x) -> int: ...\n", ["A.f: x"]),
        ("class _A:\n    def f(self, x): ...\n", []),
        ("class A:\n    async def f(self): ...\n", ["A.f: return"]),
    ],
)
def test_what_counts_as_unannotated(text, missing):
    assert unannotated(text) == missing
