"""A learner's way needs no make, no Unix shell and no UTF-8 of the system; line ends are the same on all systems."""

import ast
import re
import subprocess

import pytest

from course_lib.cli.parser import COMMANDS
from course_lib.paths import ROOT

FILES = [*sorted((ROOT / "course_lib").rglob("*.py")), *sorted((ROOT / "notebooks" / "source").glob("*.py"))]
FOR_CONTRIBUTORS = ("authoring", "book", "classroom", "lite")  # rooms of the library that a learner does not enter
OF_OTHER_KINDS = {"Image", "os", "tarfile", "webbrowser", "zipfile"}  # their open takes no encoding
NEEDS_A_SHELL = re.compile(r"shell=True|os\.(?:system|popen)\(|\[\s*[\"'](?:ba|da|z)?sh[\"'],")
MAKE = re.compile(rf"\bmake (?:{'|'.join(sorted(COMMANDS, reverse=True))})\b")
TOLD_TO_LEARNERS = [path for path in FILES if path.parts[-2] not in FOR_CONTRIBUTORS and path.parts[-2] != "cli"]


def left_to_the_system(text):
    """Lines that read or write text and leave its encoding to the system."""
    for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        owner = getattr(getattr(call.func, "value", None), "id", "")
        given = {word.arg: word.value for word in call.keywords}
        mode = [given.get("mode"), *call.args[0 if isinstance(call.func, ast.Attribute) else 1 :]]
        mode = next((each for each in mode if each is not None), ast.Constant("r"))
        of_text = isinstance(mode, ast.Constant) and "b" not in str(mode.value)
        is_open = name == "open" and owner not in OF_OTHER_KINDS and of_text
        if (is_open or name in ("read_text", "write_text")) and "encoding" not in given:
            yield text.splitlines()[call.lineno - 1].strip()


def test_every_text_is_read_and_written_with_its_encoding_named():
    assert len(FILES) > 300
    assert {
        path.name: found for path in FILES if (found := [*left_to_the_system(path.read_text(encoding="utf-8"))])
    } == {}


@pytest.mark.parametrize("line", ["open(p)", "open(p, 'w')", "p.open()", "p.open('a')", "p.read_text(errors='x')"])
def test_such_a_line_is_seen(line):
    assert [*left_to_the_system(f"import a\n{line}\n")] == [line]


@pytest.mark.parametrize("line", ["open(p, 'rb')", "p.open(mode='wb')", "Image.open(p)", "p.read_text(encoding='a')"])
def test_another_one_is_not(line):
    assert [*left_to_the_system(line)] == []


def test_only_the_browser_of_the_tests_is_installed_through_a_shell():
    found = {path.name for path in FILES if NEEDS_A_SHELL.search(path.read_text(encoding="utf-8"))}
    assert found == {"chromium.py"}


def test_no_sentence_sends_a_learner_to_make():
    """Comments and docstrings may name it, and so may what is said to contributors."""
    found = {path.name: [*_sentences_with_make(path)] for path in TOLD_TO_LEARNERS}
    assert {name: lines for name, lines in found.items() if lines} == {}
    lessons = {path.name: MAKE.findall(path.read_text(encoding="utf-8")) for path in FILES if "notebooks" in path.parts}
    assert {name: lines for name, lines in lessons.items() if lines} == {"16c_in_service.py": ["make test-cluster"]}


def _sentences_with_make(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(tree) if isinstance(node, holders)]
    docs = {id(node.body[0].value) for node in nodes if node.body and isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield from MAKE.findall(node.value)


@pytest.mark.parametrize("name", ["README.md", "notebooks/when_something_goes_wrong.md"])
def test_where_a_text_for_learners_names_make_it_names_the_command_without_it(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    asked = {words for words in re.findall(r"\bmake (lab|test|one-shot|search|app|train)\b", text)}
    assert {words for words in asked if f"python -m course_lib {words}" not in text} == set()


def test_git_writes_the_same_line_ends_on_every_system():
    said = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert "* text=auto eol=lf" in said
    listed = subprocess.run(["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    if listed.returncode == 0:  # in a clone
        assert [line for line in listed.stdout.splitlines() if re.match(r"i/(?:crlf|mixed)", line)] == []
