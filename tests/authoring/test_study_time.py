"""What a learner reads is counted, and no lesson is longer than a sitting."""

import subprocess

import pytest
from helpers.miniature import GOOD, make_course, write

from course_lib.authoring import source, study_time
from course_lib.cli import sizes
from course_lib.errors import CourseProblem
from course_lib.paths import ROOT

LESSONS = {lesson.name: lesson for lesson in source.read_all(ROOT)}
CARD = '# %% [markdown] tags=["card"]\n# # 01 Twins: Do twins agree?\n#\n# **Takes** {{measured}}.\n\n'
# They come under the limits in the issue about lessons read by people; then their lines go.
TOO_LONG: set[str] = set()


def size_of(folder, text):
    course = make_course(folder)
    write(course, CARD + text)
    return study_time.measure(source.read_all(course)[0])


@pytest.mark.parametrize(
    ("text", "words", "numbers"),
    [
        ("The score is 0.93 (0.90 to 0.95).", 7, 3),
        ("It falls from 1,438 to 3 %.", 7, 2),
        ("Lesson 05 and section 3 of lessons 02 and 04b say so.", 12, 0),
        ("Hermans and others (2017) cite it.", 6, 0),
        ("A price of 2017.", 4, 0),
        ("So $x = 3$ and `f(4)` are two.", 6, 0),
        ("$$\n# x = 12\n# $$", 1, 0),
        ("## 7. A heading", 0, 0),
        ("| 1 | 2 |\n# |---|---|\n# | 3 | 4 |", 0, 0),
        ("![alt 3](figures/x.svg)", 0, 0),
        ("**References.** Chopra 1, 2 and 3.", 0, 0),
        ("A 3x3 kernel has 9.", 5, 1),
    ],
)
def test_words_and_numbers_of_a_text(tmp_path, text, words, numbers):
    found = size_of(tmp_path, f"# %% [markdown]\n# {text}\n")
    assert (found.words, found.numbers) == (words, numbers)


@pytest.mark.parametrize("tag", ["hint", "card"])
def test_some_texts_are_not_read_through(tmp_path, tag):
    assert size_of(tmp_path, f'# %% [markdown] tags=["{tag}"]\n# Three more words.\n').words == 0


def test_lines_of_code_are_those_with_code_that_a_learner_finds(tmp_path):
    code = "import numpy as np\n\n# a remark\nx = np.ones(3)  # (3,)\n"
    assert size_of(tmp_path, f"# %%\n{code}").lines == 2
    assert size_of(tmp_path / "more", f'# %% tags=["check"]\n{code}\n# %% tags=["solution"]\n{code}').lines == 0


def test_the_miniature_lesson_has_four_exercises(tmp_path):
    course = make_course(tmp_path)
    write(course, GOOD)
    assert study_time.measure(source.read_all(course)[0]).exercises == 4


@pytest.mark.parametrize(
    ("size", "minutes"),
    [((0, 0, 0, 0), 5), ((2000, 0, 0, 0), 10), ((2000, 0, 120, 0), 20), ((2000, 0, 120, 4), 60), ((0, 0, 30, 0), 5)],
)
def test_minutes(size, minutes):
    assert study_time.Size(*size).minutes == minutes


@pytest.mark.parametrize(
    ("size", "sentences"),
    [
        ((2000, 80, 200, 3), []),
        ((2001, 0, 0, 0), ["2001 words; at most 2000 in a lesson"]),
        (
            (100, 5, 201, 0),
            ["201 lines of code; at most 200 in a lesson", "5.0 numbers per 100 words; at most 4 in a lesson"],
        ),
        ((1900, 0, 150, 5), ["70 minutes of a learner; at most 60 in a lesson"]),
    ],
)
def test_too_long(size, sentences):
    assert sorted(study_time.too_long(study_time.Size(*size))) == sorted(sentences)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_one_sitting(name):
    found = study_time.too_long(study_time.measure(LESSONS[name]))
    assert (found == []) == (name not in TOO_LONG), found


def test_the_table_has_a_row_for_each_lesson(capsys):
    assert sizes.run(_options()) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(LESSONS)


def test_the_lessons_of_a_commit_are_counted(tmp_path, monkeypatch, capsys):
    course = make_course(tmp_path)
    monkeypatch.setattr(sizes, "ROOT", course)
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        ("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "one"),
    ):
        subprocess.run(["git", *words], cwd=course, check=True)
    sizes.run(_options())
    before = capsys.readouterr().out
    write(course, CARD + "# %% [markdown]\n# Two words.\n")
    sizes.run(_options("HEAD"))
    assert capsys.readouterr().out == before
    sizes.run(_options())
    assert "| 01_twins | 2 | 0 | 0 | 5 | 0.0 |" in capsys.readouterr().out
    with pytest.raises(CourseProblem, match="--at: expected a commit with a folder notebooks/source; git says"):
        sizes.run(_options("no-such-commit"))


def _options(at=None):
    import argparse

    return argparse.Namespace(at=at)
