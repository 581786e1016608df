"""Docstrings that tools can read: what their sections name is there, and what they have to name is in a section."""

import ast
import builtins
import re

import pytest

from course_lib.paths import ROOT

FILES = sorted((ROOT / "course_lib").rglob("*.py"))
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in FILES}
CLASSES = [node for text in TEXTS.values() for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SECTIONS = ("Args", "Returns", "Raises")
HEADING = re.compile(rf"({'|'.join(SECTIONS)}):.*")
ENTRY = re.compile(r"^    (\w+(?:, \w+)*): ", re.MULTILINE)
ONE_LINE = re.compile(r"(Source|Lesson): ")
OTHERS_ERRORS = {"BadZipFile", "CellExecutionError", "CellTimeoutError", "DeadKernelError", "TraitError"}
LESSONS = {path.name[:2] for path in (ROOT / "notebooks" / "source").glob("*.py")}


def documented(body, prefix=""):
    """(name, node) of every function and class with a docstring, methods among them; no inner functions."""
    for node in body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            if ast.get_docstring(node):
                yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from documented(node.body, f"{prefix}{node.name}.")


def parameters(node, is_method):
    """Names of the parameters of a function or of a class; those of a class without __init__ are its fields."""
    if isinstance(node, ast.ClassDef):
        made_by = [each for each in node.body if isinstance(each, FUNCTIONS) and each.name == "__init__"]
        if made_by:
            return parameters(made_by[0], is_method=True)
        return [each.target.id for each in node.body if isinstance(each, ast.AnnAssign)]
    plain = [*node.args.posonlyargs, *node.args.args]
    static = any(getattr(decorator, "id", "") == "staticmethod" for decorator in node.decorator_list)
    given = plain[1:] if is_method and not static else plain
    given = [*given, *node.args.kwonlyargs, *filter(None, (node.args.vararg, node.args.kwarg))]
    return [argument.arg for argument in given]


def parts(docstring):
    """(prose, {section: its lines}, headings in their order) of a docstring without its examples."""
    prose, sections, headings = [], {}, []
    part = prose
    for line in docstring.split("\n>>> ")[0].splitlines():
        if HEADING.fullmatch(line):
            headings.append(line)
            part = sections.setdefault(line.split(":")[0], [])
        else:
            part = prose if line and not line.startswith(" ") else part
            part.append(line)
    return "\n".join(prose), {name: "\n".join(lines).strip("\n") for name, lines in sections.items()}, headings


def entries(section):
    """The names that a section explains; `a, b: both` explains two."""
    return [name for names in ENTRY.findall(section) for name in names.split(", ")]


def is_error(name):
    """Is this the name of an exception: of Python's, of another library's, or of a class here that comes from one?"""
    known = getattr(builtins, name, None)
    if isinstance(known, type) or name in OTHERS_ERRORS:
        return name in OTHERS_ERRORS or issubclass(known, BaseException)
    return any(is_error(ast.unparse(base)) for node in CLASSES if node.name == name for base in node.bases)


def faults_of_sections(sections, headings, wanted):
    expected = [f"{name}:" for name in SECTIONS if name in sections]
    if headings != expected:
        yield f"headings {headings}, expected {expected}"
    yield from (f"{name}: is empty" for name, section in sections.items() if not section)
    named = entries(sections.get("Args", ""))
    if "Args" in sections and sorted(named) != sorted(wanted):
        yield f"Args: names {named}, the parameters are {wanted}"
    yield from (f"{name} is no error" for name in entries(sections.get("Raises", "")) if not is_error(name))


def faults_of_prose(prose, wanted, has_args):
    paragraphs = [each for each in prose.split("\n\n") if each.strip() and not ONE_LINE.match(each)]
    if not has_args:
        explained = [name for name in wanted if re.search(rf"(?:^|[.;] |\n){name}(?:: |  )", prose)]
        yield from (f"{name} is explained outside of Args:" for name in explained)
        if len(wanted) > 2 and len(paragraphs) > 1:
            yield f"{len(wanted)} parameters and {len(paragraphs)} paragraphs without Args:"
    yield from (f"{said} outside of Raises:" for said in re.findall(r"\b[Rr]aises [A-Z]\w+", prose))
    lessons = re.findall(r"^Lesson: (.*)", prose, re.MULTILINE)
    yield from (f"no lesson in {words!r}" for words in lessons if words[:2] not in LESSONS)


def faults(node, is_method=False):
    """Sentences about what is wrong with the docstring of a function or class."""
    prose, sections, headings = parts(ast.get_docstring(node))
    wanted = parameters(node, is_method)
    return [*faults_of_sections(sections, headings, wanted), *faults_of_prose(prose, wanted, "Args" in sections)]


@pytest.mark.parametrize("name", TEXTS)
def test_sections_name_what_is_there_and_prose_leaves_it_to_them(name):
    nodes = documented(ast.parse(TEXTS[name]).body)
    found = {each: faults(node, "." in each and isinstance(node, FUNCTIONS)) for each, node in nodes}
    assert {each: sentences for each, sentences in found.items() if sentences} == {}


@pytest.mark.parametrize(
    ("signature", "docstring", "expected"),
    [
        ("x, y", "One line.", []),
        ("x, y", "One.\n\nArgs:\n    x: a\n        longer: text.\n    y: b.\n\nReturns:\n    c: d.", []),
        ("x, *, y, **z", "One.\n\nArgs:\n    x, y, z: all.\n\nSource: A 2000.\nLesson: 01.\n\n>>> 1\n1", []),
        ("x", "One.\n\nArgs:\n    x: a.\n    y: b.", ["Args: names ['x', 'y'], the parameters are ['x']"]),
        ("x, y", "One.\n\nArgs:\n    x: a.", ["Args: names ['x'], the parameters are ['x', 'y']"]),
        ("x", "One.\n\nRaises: ValueError.", ["headings ['Raises: ValueError.'], expected", "Raises: is empty"]),
        ("x", "One.\n\nRaises:\n    ValueError: a.\n\nArgs:\n    x: b.", ["headings ['Raises:', 'Args:'], expected"]),
        ("x", "One.\n\nReturns:\n", ["Returns: is empty"]),
        ("x", "One.\n\nRaises:\n    Trouble: a.", ["Trouble is no error"]),
        ("x", "One.\n\nRaises:\n    DataNotFound: a.\n    OSError: b.", []),
        ("x", "One.\n\nx: what it is.", ["x is explained outside of Args:"]),
        ("x", "One.\n\nx    what it is", ["x is explained outside of Args:"]),
        ("x, y, z", "One.\n\nMore of x, y and z.", ["3 parameters and 2 paragraphs without Args:"]),
        ("x, y, z", "One.\n\nSource: A 2000.", []),
        ("x", "One. Raises ValueError for another one.", ["Raises ValueError outside of Raises:"]),
        ("x", "One.\n\nLesson: 99.", ["no lesson in '99.'"]),
    ],
)
def test_what_counts_as_a_fault(signature, docstring, expected):
    (node,) = ast.parse(f"def f({signature}):\n    {docstring!r}").body
    found = faults(node)
    assert len(found) == len(expected)
    assert all(sentence.startswith(words) for sentence, words in zip(found, expected, strict=True))


def test_the_parameters_of_a_class_are_those_that_make_it():
    by_fields, by_init = ast.parse(
        "class A:\n    x: int\n    y: int = 0\n\nclass B:\n    z: int\n\n    def __init__(self, x): ...\n"
    ).body
    assert (parameters(by_fields, False), parameters(by_init, False)) == (["x", "y"], ["x"])
