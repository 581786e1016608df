"""Every table of bench/ follows from its measured numbers: made anew it is the same, and no number is typed into it."""

import ast
import importlib
import json
import re

import pytest

from course_lib.paths import ROOT
from course_lib.recipes import measurements

BENCH = ROOT / "bench"
PAGES = {
    "image_search": lambda module: module.page(measurements.read("image_search")),
    "photos": lambda module: module.page(measurements.read("photos")),
    "index": lambda module: module.page(measurements.read("index")),
    "store": lambda module: module.page(measurements.read("store")),
    "app": lambda module: module.page(**measurements.read("app")),
    "own_photos": lambda module: module.page(**measurements.read("own_photos")),
    "further": lambda module: module.page(*map(measurements.read, ("further", "photos"))),
    "duplicates": lambda module: module.page(**measurements.read("duplicates")),
    "few_labels": lambda module: module.page(measurements.read("few_labels")),
    "gates": lambda module: module.page(measurements.read("gates")),
    "pyramid": lambda module: module.page(measurements.read("pyramid")),
    "strategies": lambda module: module.page(measurements.read("strategies")),
    "peer": lambda module: module.page(**json.loads((BENCH / "peer.json").read_text())),
    "equal_time": lambda module: module.page(json.loads((BENCH / "equal_time.json").read_text())),
    "exact": lambda module: module.page(json.loads((BENCH / "exact.json").read_text())),
    "scaling": lambda module: module.page(json.loads((BENCH / "scaling.json").read_text())),
    "rates": lambda module: module.page(json.loads((BENCH / "rates.json").read_text())),
    "small_batches": lambda module: module.page(measurements.small_batches()),
    "simsiam": lambda module: module.page(measurements.simsiam()),
    "one_shot": lambda module: module.page(*map(measurements.read, ("one_shot", "one_shot_ideas", "one_shot_trials"))),
}
GENERATORS = {name: BENCH / f"{name}.py" for name in PAGES} | {
    name: ROOT / "course_lib" / "authoring" / f"{name}.py" for name in ("band_tables", "lesson_map", "lesson_costs")
}
# What may stand in a text that is written around numbers, and why.
ALLOWED = {
    "precision@1": "the name of a score",
    "Precision@1": "the same",
    "50th and 95th percentile": "what is computed, in `measure`",
    "95 %": "the default of bootstrap_interval",
    "small1": "the name of a set",
    "SEED = 0": "the first seed of a lesson, by its name",
}
WHOLE = {"1": "the peer's speed as a multiple of its own", "utf-8": "an encoding"}
WRITERS = re.compile(r"^(page|row|table|threshold_lines|\w+_row|\w+_lines|minutes|memory|sentence|derive|write)$")


@pytest.fixture(scope="module")
def module_of():
    """A script of bench/ as a module, imported as it is when called."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        yield importlib.import_module


@pytest.mark.parametrize("name", PAGES)
def test_a_table_made_anew_from_its_numbers_is_the_same(module_of, name):
    assert PAGES[name](module_of(name)) == (BENCH / f"{name}.md").read_text(encoding="utf-8")


def test_every_table_is_compared():
    assert {path.stem for path in BENCH.glob("*.md")} == {*PAGES, "README"}


def typed_numbers(text):
    """Strings with digits in the functions of a module that write text; docstrings, keys and formats left out."""
    found = []
    for function in ast.walk(ast.parse(text)):
        if isinstance(function, ast.FunctionDef) and WRITERS.match(function.name):
            parts = list(ast.walk(function))
            computed = [part for part in parts if isinstance(part, ast.FormattedValue | ast.Subscript)]
            skipped = {id(below) for part in computed for below in ast.walk(part)}
            skipped |= {id(function.body[0].value)} if ast.get_docstring(function) else set()
            strings = [part for part in parts if isinstance(part, ast.Constant) and id(part) not in skipped]
            found += [part.value for part in strings if isinstance(part.value, str) and has_number(part.value)]
    return found


def has_number(words):
    """Is there a digit beside what is allowed and beside a bare format such as `.2f`?"""
    if words in WHOLE:
        return False
    for fragment in ALLOWED:
        words = words.replace(fragment, "")
    return bool(re.search(r"\d", words)) and not re.fullmatch(r"[+,]?\.?\d?[fgd%]", words)


@pytest.mark.parametrize("name", GENERATORS)
def test_no_number_is_typed_into_a_generator(name):
    assert typed_numbers(GENERATORS[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('def page(x):\n    """Of 20 runs."""\n    return f"{x[0]:.2f} of {x[\'a1\']}"', []),
        ('def page(x):\n    return f"{x} took 560 s"', [" took 560 s"]),
        ('def row(x):\n    return "precision@1 " + format(x, ".2f")', []),
        ('def measure(x):\n    return "1091"', []),
    ],
)
def test_what_counts_as_a_typed_number(text, found):
    assert typed_numbers(text) == found
