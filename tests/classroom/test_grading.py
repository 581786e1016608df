"""A class hands in what classes hand in, and everybody gets what is right."""

import contextlib
import csv
import os
import subprocess
import sys
import threading
import time

import psutil
import pytest
from bs4 import BeautifulSoup
from helpers import submissions
from helpers.submissions import FIRST, LESSON, SECOND, THIRD, solved

from course_lib.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups, and no sleep to start")
SECONDS = 20  # for a cell; the slowest of the lesson takes two on an idle core
FORKED = "import subprocess\n\nsubprocess.Popen(['sleep', '3600'], start_new_session=True)"
CLASS = {
    "right": solved(),
    "wrong": solved(**{f"_{name[-1]}": code for name, code in submissions.WRONG.items()}),
    "untouched": submissions.notebook(),
    "endless": solved(_2=submissions.ENDLESS),
    "stubborn": solved(_2=submissions.STUBBORN),
    "hangs": solved(_2=submissions.HANGS_WHEN_CALLED),
    "syntax": solved(_2=submissions.NO_PYTHON),
    "prints a verdict": solved(_2=submissions.PRINTS_A_VERDICT),
    "shows a verdict": solved(_2=submissions.SHOWS_A_VERDICT),
    "forges": solved(_2=submissions.FORGES),
    "exits": solved(_1=submissions.ENDS_PYTHON),
    "exits later": solved(_2=submissions.ENDS_PYTHON_WHEN_CALLED),
    "deleted check": submissions.without_check(solved(), SECOND),
    "edited check": submissions.with_easy_check(solved(_1="least = 99.0"), FIRST),
    "deleted answer": solved(_3=None),
    "loud": solved(_2=submissions.LOUD),
    "loud for ever": solved(_2="while True:\n    print('x' * 1_000_000)"),
    "own cell": submissions.added(solved(_1="least = mine"), FIRST, f"mine = np.log(6)\n\n{FORKED}"),
    "own cell ends": submissions.added(solved(), SECOND, submissions.ENDS_PYTHON),
    "breaks the lesson": submissions.added(solved(), SECOND, "accuracy_with = None"),
    "no ids": submissions.without_ids(solved(_3=submissions.WRONG[THIRD])),
    "no notebook": "Dear teacher, I had no time.",
    "other lesson": (ROOT / "notebooks" / "05b_threshold.ipynb").read_text(encoding="utf-8"),
}
POINTS = {  # of the three exercises
    **dict.fromkeys(("right", "deleted check", "loud", "own cell", "own cell ends", "breaks the lesson"), (1, 1, 1)),
    **dict.fromkeys(("wrong", "untouched", "no notebook", "other lesson"), (0, 0, 0)),
    **dict.fromkeys(
        (
            "endless",
            "stubborn",
            "hangs",
            "syntax",
            "exits later",
            "loud for ever",
            "prints a verdict",
            "shows a verdict",
        ),
        (1, 0, 1),
    ),
    **dict.fromkeys(("exits", "edited check"), (0, 1, 1)),
    **dict.fromkeys(("deleted answer", "no ids"), (1, 1, 0)),
    "forges": (1, 0, 1),
}
SAID = {
    "endless": f"it did not come to an end within {SECONDS} seconds",
    "stubborn": f"it did not come to an end within {SECONDS} seconds",
    "hangs": f"it was stopped after {SECONDS} seconds",
    "loud for ever": "Your answer could not be judged: ",
    "syntax": "SyntaxError",
    "shows a verdict": "Your answer could not be judged: it shows a verdict of its own, or changes what judges it.",
    "forges": "Your answer could not be judged: it shows a verdict of its own, or changes what judges it.",
    "exits": "Your answer could not be judged: it ends Python.",
    "exits later": "Your answer could not be judged: it ends Python.",
    "deleted check": "The check of 10b-2 had been deleted; it was graded by the original one.",
    "edited check": "The check of 10b-1 had been changed; it was graded by the original one.",
    "deleted answer": "The cell for the answer to 10b-3 had been deleted.",
    "own cell ends": "A cell that you had added was left out: it ends Python.",
    "breaks the lesson": "what comes after it was judged with our answers before it",
    "no notebook": "Nothing was graded: the file is no notebook.",
    "other lesson": f"Nothing was graded: this is not the notebook of {LESSON} that was handed out.",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """(rows of the table by student, pages by student, what was said, memory) of the whole class, two at a time."""
    folder, out = tmp_path_factory.mktemp("class"), tmp_path_factory.mktemp("marks") / "new" / "marks"
    for student, made in CLASS.items():
        submissions.write(folder / student, made)
    words = ("grade", folder, "--out", out, "--seconds", SECONDS, "--at-once", "2")
    code, said, errors, memory = call(*words)
    assert (code, errors) == (0, "")
    with (out / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir()}
    return rows, {name: BeautifulSoup(page, "html.parser") for name, page in pages.items()}, said, memory


def call(*words):
    """(exit code, output, errors, the most memory in bytes that the command itself took)."""
    environ = {**os.environ, "COURSE_NO_VENV": "1"}
    words, pipe = [sys.executable, "-m", "course_lib", *map(str, words)], subprocess.PIPE
    with subprocess.Popen(words, cwd=ROOT, env=environ, stdout=pipe, stderr=pipe, text=True) as process:
        memory = [0]
        watch = threading.Thread(target=note_memory, args=(process, memory))
        watch.start()
        said, errors = process.communicate()
        watch.join()
    return process.returncode, said, errors, max(memory)


def note_memory(process, memory):
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            memory.append(psutil.Process(process.pid).memory_info().rss)
        time.sleep(0.1)


@pytest.mark.parametrize("student", CLASS)
def test_everybody_gets_their_points(graded, student):
    row = graded[0][student]
    assert tuple(int(row[name]) for name in (FIRST, SECOND, THIRD)) == POINTS[student]
    assert int(row["total"]) == sum(POINTS[student])
    assert row["lesson"] == LESSON


def test_the_page_for_teachers_says_what_everybody_gets():
    assert submissions.told(table=0) == {student: sum(points) for student, points in POINTS.items()}


@pytest.mark.parametrize("student", SAID)
def test_the_page_says_what_happened(graded, student):
    assert SAID[student] in graded[1][student].get_text()


def test_the_page_has_the_sentences_of_the_checks(graded):
    said = submissions.beginnings(graded[1]["wrong"].get_text())
    assert list(said) == [FIRST, SECOND, THIRD]
    assert all(submissions.is_of_the_check(name, words) for name, words in said.items())
    items = [item.get_text() for item in graded[1]["untouched"].find_all("li")]
    assert items == [f"{name} not solved yet" for name in (FIRST, SECOND, THIRD)]
    assert graded[1]["right"].find("p").get_text() == "3 of 3 exercises solved."


def test_nobody_gets_a_remark_without_a_reason(graded):
    remarked = {student for student, row in graded[0].items() if row["remarks"]}
    assert remarked == {name for name in SAID if not SAID[name].startswith(("Your answer", "it ", "SyntaxError"))}


def test_the_summary_counts(graded):
    total = sum(map(sum, POINTS.values()))
    assert f"{len(CLASS)} submissions, {total} of {3 * len(CLASS)} exercises solved." in graded[2]


def test_nothing_that_was_started_still_runs(graded):
    left = [each.info["cmdline"] for each in psutil.process_iter(["cmdline"])]
    assert ["sleep", "3600"] not in left


def test_what_was_printed_filled_no_memory(graded):
    assert graded[3] < 2e9
