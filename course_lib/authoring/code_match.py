"""Is what the learner reads in a lesson what runs from the library? Compared by syntax tree, nothing is imported."""

import ast
import difflib
from pathlib import Path

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def differences(cell_text: str, module: str, root: Path) -> list[str]:
    """Sentences about each top-level function or class of a cell that the library has otherwise.

    Docstrings, annotations and comments do not count; decorators, names and defaults do.

    Args:
        cell_text: the code of the cell.
        module: its name below course_lib, such as "by_hand.twins".
        root: of the checkout.
    """
    library = _library_text(module, root)
    if library is None:
        return [f"there is no course_lib.{module}"]
    try:
        here, there = _definitions(cell_text), _definitions(library)
    except SyntaxError as error:
        return [f"syntax error: {error}"]
    if not here:
        return ["the cell defines no function and no class"]
    compared = [_difference(name, text, there.get(name), module) for name, text in here.items()]
    return [sentence for sentence in compared if sentence]


def _library_text(module, root):
    path = root.joinpath("course_lib", *module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.exists():
            return candidate.read_text(encoding="utf-8")
    return None


def _definitions(text):
    """Normal form of each top-level function and class by name."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, DEFINITIONS)]
    return {node.name: ast.unparse(ast.fix_missing_locations(_Bare().visit(node))) for node in nodes}


def _difference(name, here, there, module):
    if there is None:
        return f"course_lib.{module} has no `{name}`"
    if here == there:
        return ""
    changed = list(difflib.ndiff(there.splitlines(), here.splitlines()))
    ours = next((line[2:].strip() for line in changed if line.startswith("- ")), "nothing")
    theirs = next((line[2:].strip() for line in changed if line.startswith("+ ")), "nothing")
    return f"`{name}` differs: the lesson has `{theirs}`, course_lib.{module} has `{ours}`"


class _Bare(ast.NodeTransformer):
    """Drops docstrings and annotations."""

    def visit_FunctionDef(self, node):
        node.returns = None
        return self._without_docstring(node)

    def visit_AsyncFunctionDef(self, node):
        return self.visit_FunctionDef(node)

    def visit_ClassDef(self, node):
        return self._without_docstring(node)

    def visit_arg(self, node):
        node.annotation = None
        return node

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        if node.value is None:
            return node  # a field of a dataclass: without its annotation it would be gone
        return ast.Assign(targets=[node.target], value=node.value)

    def _without_docstring(self, node):
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
        self.generic_visit(node)
        return node
