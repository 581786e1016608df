"""A page for each room of the library, from its signatures and docstrings, which are read and not imported."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from course_lib.book.docstrings import as_markdown, escaped

# The rooms that a learner uses, in the order in which the course comes to them.
ROOMS = (
    *("by_hand", "data", "distances", "losses", "models", "attention", "training", "evaluation", "search", "store"),
    *("recipes", "plots", "widgets", "exercises", "report", "app"),
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEFAULT = re.compile(r"^(\w+: [^=]+)=")
INTRODUCTION = """# The library

What the lessons write by hand lives in `course_lib`, and later lessons import it from there. These pages are made from
its docstrings: what a function does, its shapes, and a tiny example, which the tests run.

| room | what it is for |
|---|---|
"""


def page_of(room: str) -> str:
    """The name of the page of a room."""
    return f"library_{room}"


def modules(library: Path) -> dict[str, Path]:
    """The modules of the learner's rooms, {full name: file}."""
    found = {}
    for room in ROOMS:
        place = library / room
        paths = sorted(place.rglob("*.py")) if place.is_dir() else [library / f"{room}.py"]
        for path in paths:
            parts = path.relative_to(library.parent).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


def addresses(library: Path) -> dict[str, str]:
    """Where each module stands in the book: {full name: page and anchor}."""
    return {name: f"{page_of(name.split('.')[1])}.html#{name}" for name in modules(library)}


def pages(library: Path, lessons: Mapping[str, str]) -> dict[str, str]:
    """Markdown of the pages of the library, {name: text}; `lessons` has the page of each number."""
    made = {}
    files = modules(library)
    first = []
    for room in ROOMS:
        own = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in files.items() if _in(name, room)}
        text = f"# course_lib.{room}\n\n" + "\n\n".join(_module(name, tree, lessons) for name, tree in own.items())
        made[page_of(room)] = text + "\n"
        said = (ast.get_docstring(own[f"course_lib.{room}"]) or "").split("\n\n")[0]
        first.append(f'| <a href="{page_of(room)}.html">{room}</a> | {escaped(" ".join(said.split()))} |')
    return {"library": INTRODUCTION + "\n".join(first) + "\n"} | made


def docstrings(library: Path) -> dict[str, str]:
    """All docstrings of each module, in one text: {full name: text}."""
    found = {}
    for name, path in modules(library).items():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        documented = [node for node in nodes if isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Module))]
        found[name] = "\n\n".join(filter(None, map(ast.get_docstring, documented)))
    return found


def _in(name, room):
    return f"{name}.".startswith(f"course_lib.{room}.")


def _module(name, tree, lessons):
    said = as_markdown(ast.get_docstring(tree) or "", lessons)
    parts = [f'<div class="cell-anchor" id="{name}"></div>\n']
    parts += [f"## {name}\n"] if name.count(".") > 1 else []
    return "\n".join([*parts, said, "", *_members(name, tree.body, lessons)])


def _members(module: str, body: list[ast.stmt], lessons: Mapping[str, str]) -> Iterator[str]:
    """Each public function and class with its public methods."""
    for node in body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
            yield _entry(f"{module}.{node.name}", node, lessons)
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(inner, FUNCTIONS) and not inner.name.startswith("_") and ast.get_docstring(inner):
                    yield _entry(f"{module}.{node.name}.{inner.name}", inner, lessons)


def _entry(name, node, lessons):
    said = as_markdown(ast.get_docstring(node) or "", lessons)
    short = name.removeprefix("course_lib.").partition(".")[2]
    mark = f'<div class="cell-anchor" id="{name}"></div>'
    return f"{mark}\n\n### `{short.rpartition('.')[2]}`\n\n```python\n{_signature(node)}\n```\n\n{said}\n"


def _signature(node):
    """The line with which it is called; long ones are broken after each argument."""
    if isinstance(node, ast.ClassDef):
        makers = [each for each in node.body if isinstance(each, FUNCTIONS) and each.name == "__init__"]
        bases = f"({', '.join(map(ast.unparse, node.bases))})" if node.bases else ""
        if not makers:
            fields = [f"    {ast.unparse(each)}" for each in node.body if isinstance(each, ast.AnnAssign)]
            return "\n".join([f"class {node.name}{bases}", *fields])
        node = ast.FunctionDef(node.name, makers[0].args, [], [], None)
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    given = [DEFAULT.sub(r"\1 = ", each) for each in _arguments(ast.unparse(node.args)) if each != "self"]
    line = f"{node.name}({', '.join(given)}){result}"
    return (
        line if len(line) <= 88 else "\n    ".join([f"{node.name}(", *(f"{each}," for each in given)]) + f"\n){result}"
    )


def _arguments(text):
    """The pieces of a text between the commas that stand in no bracket."""
    pieces, depth = [""], 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces if piece.strip()]
