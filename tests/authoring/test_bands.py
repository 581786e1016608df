"""The bands of a lesson come from running it with other seeds, and the tables on disk speak of the present asserts."""

import json
import re

import pytest
from helpers.miniature import make_course, write

from course_lib.authoring import band_recorder, band_tables, registry
from course_lib.authoring.source import read, read_all
from course_lib.paths import ROOT

LESSON = """# %% [markdown] tags=["card"]
# # 02 Seeds: Does it hold?

# %%
import numpy as np

SEED = 0
rng = np.random.default_rng(SEED)

# %%
values = np.array([SEED, 10.0])
drawn = rng.random()
assert 0 <= drawn < 1 and values.min() < 4.5, "with words"
assert SEED < 9 < values.max() and len(values) == 2
for name, error in {"a": 1e-3 * SEED, "b": 1e-4}.items():
    assert error < 23 / 24

# %% tags=["exercise"]
answer = ...
raise SystemExit

# %% tags=["solution"]
answer = 6


def check(answer):
    assert answer < 5

# %% tags=["raises-exception"]
1 / 0
"""


@pytest.fixture
def course(tmp_path):
    folder = make_course(tmp_path)
    write(folder, LESSON, "02_seeds")
    return folder


def lesson(course):
    return read(course / "notebooks" / "source" / "02_seeds.py")


def by_words(noted):
    return {tuple(json.loads(key)[1:]): values for key, values in noted["values"].items()}


def test_a_run_notes_both_sides_of_what_is_compared_with_a_number(course):
    noted = band_recorder.run(lesson(course), seed=3)
    assert noted["faults"] == []
    values = by_words(noted)
    assert values[("SEED", "SEED < 9 < values.max()")] == [3, 3]
    assert values[("values.max()", "SEED < 9 < values.max()")] == [10, 10]
    assert values[("error", "error < 23 / 24")] == [1e-4, 3e-3]
    assert 0 <= values[("drawn", "0 <= drawn < 1")][0] < 1
    assert not any("answer" in what for what, _ in values)


def test_other_seeds_draw_other_numbers_and_the_same_seed_the_same(course):
    drawn = [by_words(band_recorder.run(lesson(course), seed))[("drawn", "0 <= drawn < 1")] for seed in (1, 2, 1)]
    assert drawn[0] == drawn[2] != drawn[1]


def test_a_table_holds_the_smallest_and_the_largest_value_over_five_seeds(course, capsys):
    assert band_tables.record_bands(["02_seeds"], course) == 0
    text = (course / "bench" / "bands" / "02_seeds.md").read_text()
    assert "| 2 | `error` | 0 | 0.004 | `error < 23 / 24` |" in text
    assert "| 2 | `values.min()` | 0 | 4 | `values.min() < 4.5` |" in text


def test_an_assert_that_fails_for_one_seed_is_named_and_the_rest_is_measured(course, capsys):
    write(course, LESSON.replace("4.5", "3.5"), "02_seeds")
    assert band_tables.record_bands(root=course) == 1
    said = capsys.readouterr().err
    assert said.count("this does not hold") == 1
    assert "02_seeds, SEED = 4: this does not hold: cell 2: 0 <= drawn < 1 and values.min() < 3.5" in said
    assert "`error`" in (course / "bench" / "bands" / "02_seeds.md").read_text()


def test_a_lesson_that_stops_and_an_unknown_name_are_named(course, capsys):
    write(course, LESSON.replace("values = np", "values = nothing"), "02_seeds")
    assert band_tables.record_bands(root=course) == 1
    assert "02_seeds, SEED = 0: the lesson ended with exit code 1" in capsys.readouterr().err
    assert band_tables.record_bands(["01_twins"], course) == 1
    assert "no lesson with a SEED: 01_twins; there are 02_seeds" in capsys.readouterr().err


def test_what_is_compared_is_known_without_running(course):
    assert band_recorder.compared(lesson(course)) == set(by_words(band_recorder.run(lesson(course), seed=0)))


LESSONS = {lesson.name: lesson for lesson in read_all(ROOT)}
SEEDED = [name for name, lesson in LESSONS.items() if any(map(band_recorder.sets_seed, lesson.cells))]


def test_every_complete_lesson_has_a_seed():
    complete = {name for name, lesson in LESSONS.items() if registry.complete(lesson)}
    assert complete - set(SEEDED) == set(), "no line SEED = 0 in the source"


@pytest.mark.parametrize("lesson", map(LESSONS.get, SEEDED), ids=SEEDED)
def test_a_lesson_with_a_seed_has_a_table_of_its_present_asserts(lesson):
    text = (ROOT / "bench" / "bands" / f"{lesson.name}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| `(.+)` \| \S+ \| \S+ \| `(.+)` \|$", text, re.MULTILINE)
    measured = {(what.replace(r"\|", "|"), band.replace(r"\|", "|")) for what, band in rows}
    assert measured == band_recorder.compared(lesson), f"run `python -m course_lib bands {lesson.name}` again"


NUMBER = r"(-?\d+(?:,\d{3})*(?:\.\d+)?)"
RANGE = re.compile(rf"\({NUMBER} to {NUMBER}(?:\s+over (?:5|five)\s+seeds)?[,;)]")


def agrees(said, measured):
    """Is `measured` what the text says, to the digits that it shows? Ranges may be said in percent."""
    whole, _, after = said.replace(",", "").partition(".")
    unit = 10 ** -len(after) if after else 10 ** (len(whole) - len(whole.rstrip("0")))
    value = float(f"{whole}.{after}")
    return any(abs(value - each) <= 0.5000001 * unit for each in (measured, 100 * measured))


@pytest.mark.parametrize("lesson", map(LESSONS.get, SEEDED), ids=SEEDED)
def test_every_range_that_a_text_states_is_in_its_table(lesson):
    text = (ROOT / "bench" / "bands" / f"{lesson.name}.md").read_text(encoding="utf-8")
    rows = [tuple(map(float, row)) for row in re.findall(r"` \| (\S+) \| (\S+) \| `", text)]
    said = [found for cell in lesson.cells if not cell.is_code for found in RANGE.findall(cell.text)]
    lost = [f"{low} to {high}" for low, high in said if not any(agrees(low, a) and agrees(high, b) for a, b in rows)]
    assert lost == []
