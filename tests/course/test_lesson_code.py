"""What the learner reads in a `keep:` cell is what runs from the library, and the comparison sees what matters."""

import pytest

from course_lib.authoring import code_match
from course_lib.authoring.source import read_all
from course_lib.paths import ROOT

KEPT = [
    pytest.param(cell, module, id=f"{lesson.name}-{cell.index}-{module}")
    for lesson in read_all(ROOT)
    for cell in lesson.cells
    for module in cell.arguments("keep:")
]


@pytest.mark.parametrize(("cell", "module"), KEPT)
def test_the_lessons_code_is_the_librarys(cell, module):
    assert code_match.differences(cell.text, module, ROOT) == []


@pytest.fixture
def differences(tmp_path):
    """Differences of a cell from a library module with the given text."""

    def compare(cell, library, module="twins"):
        (tmp_path / "course_lib").mkdir()
        (tmp_path / "course_lib" / "twins.py").write_text(library)
        return code_match.differences(cell, module, tmp_path)

    return compare


PLAIN = "def scale(x, by=2):\n    y = by * x\n    return y\n"

SAME = {
    "identical": PLAIN,
    "docstring": 'def scale(x, by=2):\n    """Scale."""\n    y = by * x\n    return y\n',
    "annotations": "def scale(x: float, by: int = 2) -> float:\n    y: float = by * x\n    return y\n",
    "comments and space": "# why\ndef scale(x, by=2):\n\n    y = (by * x)  # (n,)\n    return y\n",
    "neighbours": "import numpy\n\nOTHER = 1\n\n" + PLAIN + "\ndef more():\n    pass\n",
}

DIFFERENT = {
    "body": PLAIN.replace("by * x", "by + x"),
    "default": PLAIN.replace("by=2", "by=3"),
    "argument": PLAIN.replace("by", "times"),
    "decorator": "@staticmethod\n" + PLAIN,
    "async": "async " + PLAIN,
    "nested": "def outer():\n    def scale(x, by=2):\n        y = by * x\n        return y\n",
}


@pytest.mark.parametrize("library", SAME.values(), ids=SAME.keys())
def test_what_does_not_count(differences, library):
    assert differences(PLAIN, library) == []


@pytest.mark.parametrize("library", DIFFERENT.values(), ids=DIFFERENT.keys())
def test_what_counts(differences, library):
    assert len(differences(PLAIN, library)) == 1


def test_a_docstring_alone_is_an_empty_body(differences):
    assert differences("def f():\n    pass\n", 'def f():\n    """Nothing."""\n') == []


def test_methods_and_fields_of_classes_count(differences):
    cell = "class Twin:\n    size: int\n\n    def forward(self, x):\n        return x\n"
    library = cell.replace("self, x", "self, x: float").replace("class Twin:", 'class Twin:\n    """One."""')
    assert differences(cell, library) == []


def test_a_missing_field_of_a_class_counts(differences):
    assert len(differences("class Twin:\n    size: int\n    more: int\n", "class Twin:\n    size: int\n")) == 1


def test_the_message_shows_both_lines(differences):
    assert differences(PLAIN, DIFFERENT["body"]) == [
        "`scale` differs: the lesson has `y = by * x`, course_lib.twins has `y = by + x`"
    ]


def test_packages_are_found_by_their_init(tmp_path):
    (tmp_path / "course_lib" / "by_hand").mkdir(parents=True)
    (tmp_path / "course_lib" / "by_hand" / "__init__.py").write_text(PLAIN)
    assert code_match.differences(PLAIN, "by_hand", tmp_path) == []


def test_the_library_is_read_and_not_imported(differences):
    assert differences(PLAIN, "raise SystemExit\n" + PLAIN) == []
