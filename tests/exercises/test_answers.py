"""Exercises: what an attempt says and returns, and that progress survives damage and many writers."""

import datetime
import json
import os
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import nbformat
import numpy as np
import pytest
from helpers.sample_checks import (
    check_above_zero,
    check_asked_number,
    check_double,
    check_double_and_its_slips,
    check_double_of_both,
    check_one_more,
    check_positive,
    check_product,
    check_two,
)
from nbclient import NotebookClient

from course_lib import exercises
from course_lib.exercises import answers, attempt, progress_file, verdicts
from course_lib.exercises.lessons import by_lesson

LESSONS = by_lesson({})
IN_ALL, SECOND = sum(len(each.exercises) for each in LESSONS), LESSONS[1].title


@pytest.fixture(autouse=True)
def progress(tmp_path, monkeypatch):
    """A progress file of its own for every test, and a kernel that was just started."""
    monkeypatch.setattr(answers, "_handed_out", {})
    path = tmp_path / "kept" / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    return path


def ours(x):
    return 2 * x


def stub(x):
    return ...


def half_a_stub(x):
    factor = ...
    return factor * x


def numpy_stub(x):
    return np.exp(...)


def endless(x):
    return endless(x)


@pytest.mark.parametrize(
    "answer",
    [
        *(..., stub, half_a_stub, numpy_stub, lambda x: (x, ...), (1, ...)),
        *((..., ...), [..., ...], {"W1": ..., "b1": ...}, (1, (2, [...])), np.array([..., ...])),
        *(lambda x: (..., ...), lambda x: {"W1": ...}, lambda x: ... + ..., lambda x: np.add(..., ...)),
    ],
)
def test_a_stub_is_not_solved_yet_and_the_lesson_goes_on(capsys, answer):
    assert attempt("01-1", answer, check_double, ours) is ours
    assert capsys.readouterr().out == "01-1 not solved yet: The lesson goes on with our version.\n"


def test_a_right_function_is_solved_and_returned(capsys):
    def double(x):
        return x + x

    assert attempt("01-1", double, check_double, ours) is double
    assert capsys.readouterr().out == "01-1 solved\n"


def test_a_right_value_is_solved_and_returned(capsys):
    def check(answer):
        assert np.allclose(answer, [1, 2]), "one and two"

    answer = np.array([1.0, 2.0])
    assert attempt("12-3", answer, check, ours=None) is answer
    assert capsys.readouterr().out == "12-3 solved\n"


def test_a_list_of_the_right_names_is_read_as_a_set(capsys):
    def check(names):
        assert set(names) == {"SGD", "Adam"}, "two names"

    assert attempt("12-3", ["Adam", "SGD"], check, ours={"SGD", "Adam"}) == {"SGD", "Adam"}
    assert capsys.readouterr().out == "12-3 solved\n"


def test_an_error_inside_a_pair_of_functions_is_shown_at_the_learners_line(capsys):
    def check(pair):
        assert sum(each(0) for each in pair) == 2, "one each"

    attempt("12-3", (lambda x: 1, lambda x: 1 / x), check, ours=(abs, abs))
    assert "ZeroDivisionError in `attempt(" in capsys.readouterr().out


def test_a_right_class_is_handed_to_the_check_as_it_is():
    class Layer:
        pass

    def check(answer):
        assert issubclass(answer, Layer)

    assert attempt("01-1", Layer, check, ours=None) is Layer


# Each wrong answer with what the learner must read.
WRONG = {
    "wrong result": (lambda x: 3 * x, "01-1 not right yet: twice 3 is 6. The result is 9 and should be 6. The lesson"),
    "assert without a message": (abs, "01-1 not right yet: twice 3 is 6."),
    "half right": (lambda x: 6, "this does not hold: `assert double(-1) == -2`."),
    "axes": (lambda x: np.ones(3) + np.ones(2), "(3,) (2,). These shapes do not fit together: along which axis"),
    "an array after `or`": (
        lambda x: np.zeros(2) or x,
        "Use a.any() or a.all(). An array is neither true nor false as a whole: `|`, `&`",
    ),
    "crash": (lambda x: 1 / 0, "ZeroDivisionError in `"),
    "not a function": (6, "01-1 not right yet: your answer is the number 6, and a function is expected."),
    "too few arguments": (lambda: 6, "the function does not take the arguments that it is given (too many"),
    "nothing returned": (
        lambda x: None,
        "01-1 not right yet: twice 3 is 6. The function returns None, that is, nothing",
    ),
    "a return inside a loop": (
        lambda x: next((6 for each in range(int(x))), None),
        "The function returns None, that is, nothing, for some inputs and a result for others: does its `return`",
    ),
    "endless recursion": (endless, "RecursionError in"),
}


@pytest.mark.parametrize(("answer", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_answer_is_explained_and_never_raised(capsys, answer, message):
    assert attempt("01-1", answer, check_double, ours) is ours
    assert message in capsys.readouterr().out


@pytest.mark.parametrize("answer", [-3, lambda x: -2 * x])
def test_where_ours_is_one_right_answer_of_many_it_names_no_fault_but_of_form(capsys, answer):
    right = ours if callable(answer) else 3
    attempt("01-1", answer, check_above_zero, right)
    attempt("01-1", answer, check_above_zero, right, unique=False)
    attempt("01-1", lambda x: None, check_above_zero, ours, unique=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("01-1 not right yet: it is negative. ")
    assert "has the wrong sign" in lines[0]
    assert lines[1] == "01-1 not right yet: it is negative. The lesson goes on with our version."
    assert "the function returns None" in lines[2]


LEAVING = "import sys\n\n\ndef answer(x):\n    {}\n    return 2 * x\n"


@pytest.mark.parametrize("call", ["sys.exit()", "sys.exit('done')", "exit()", "quit(3)", "raise SystemExit(1)"])
def test_an_answer_that_leaves_is_explained(capsys, call):
    world = {}
    exec(LEAVING.format(call), world)
    assert attempt("01-1", world["answer"], check_double, ours) is ours
    assert "01-1 not right yet: the answer ends Python with exit(): hand the result back" in capsys.readouterr().out


@pytest.mark.parametrize("call", ["sys.exit()", "exit()", "quit()", "exit(True)"])
def test_the_kernel_outlives_an_answer_that_leaves(call):
    cells = [
        "from course_lib.exercises import attempt",
        LEAVING.format(call),
        "def check(double):\n    assert double(3) == 6, 'twice 3 is 6'",
        "answer = attempt('01-1', answer, check, ours=lambda x: 2 * x)",
        "answer(4)",
        "get_ipython().ask_exit.__func__ is type(get_ipython()).ask_exit",  # exit() in a cell ends the kernel as ever
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    assert "the answer ends Python with exit()" in str(notebook.cells[3].outputs)
    assert [cell.outputs[0]["data"]["text/plain"] for cell in notebook.cells[4:]] == ["8", "True"]


def test_our_version_does_not_count_as_the_learners_when_the_check_alone_runs_again(capsys):
    for _ in range(3):
        double = attempt("01-7", stub, check_double, ours=lambda x: 2 * x)
    double = attempt("01-7", double, check_double, ours=lambda x: 2 * x)
    assert attempt("01-7", double, check_double, ours) is ours
    assert "01-7 not solved yet: This is still our version" in capsys.readouterr().out
    attempt("01-7", lambda x: 2 * x, check_double, ours)
    assert capsys.readouterr().out == "01-7 solved\n"


def test_the_learners_number_counts_although_ours_is_the_same(capsys):
    def check(answer):
        assert answer == 6

    attempt("01-8", ..., check, ours=6)
    capsys.readouterr()
    attempt("01-8", 6, check, ours=6)
    assert capsys.readouterr().out == "01-8 solved\n"


@pytest.mark.parametrize("name", ["1-1", "01", "01-", "exercise", "", None, 1])
def test_a_wrong_name_is_an_error(name):
    with pytest.raises(ValueError, match='name: expected an exercise such as "01-2", got '):
        attempt(name, ..., check_double, ours)


@pytest.mark.parametrize("check", [None, "check", lambda: None, lambda answer, other: None])
def test_a_check_of_the_wrong_form_is_an_error(check):
    with pytest.raises(ValueError, match="check: expected a function of one argument"):
        attempt("01-1", ..., check, ours)


def test_a_check_that_returns_its_verdict_is_an_error():
    with pytest.raises(ValueError, match=r"check: expected a function of asserts, .* got .* False"):
        attempt("01-1", ours, lambda double: double(3) == 7, ours)


def test_a_stub_of_our_own_is_an_error():
    with pytest.raises(ValueError, match="ours: expected an answer that the lesson can go on with"):
        attempt("01-1", ..., check_double, ...)


def test_the_line_in_html_says_the_same_and_escapes_what_came(capsys):
    line = verdicts.Line("01-1", verdicts.WRONG, "<b> & more", "")
    page = line._repr_html_()
    assert "<b>01-1 not right yet</b>: &lt;b&gt; &amp; more. The lesson goes on" in page
    assert "color: inherit" in page
    assert "border-left: 4px solid var(--jp-" in page


def test_progress_is_kept_and_solved_stays_solved(progress, capsys):
    attempt("01-2", ..., check_double, ours)
    attempt("01-1", ours, check_double, ours)
    attempt("01-1", abs, check_double, ours)
    assert json.loads(progress.read_text()) == {
        "01-1": {"solved": True, "tries": 2, "solved_on": datetime.date.today().isoformat()},
        "01-2": {"solved": False, "tries": 0},
    }
    capsys.readouterr()
    exercises.progress()
    said = capsys.readouterr().out
    lessons = [f"{SECOND}: 1 of 3 solved, still open: 01-2, 01-3", f"1 of {IN_ALL} exercises solved.", ""]
    assert said.split("\n") == lessons


def test_progress_before_the_first_exercise(capsys):
    exercises.progress()
    assert capsys.readouterr().out == f"0 of {IN_ALL} exercises solved.\n"


def test_lessons_are_listed_in_their_order_and_what_no_lesson_has_is_left_out(capsys):
    for name in ("02b-1", "02-3", "00-1", "77-1"):
        progress_file.record(name, solved=False, tried=True)
    exercises.progress()
    assert [line[:3].strip() for line in capsys.readouterr().out.splitlines()[:-1]] == ["00", "02", "02b"]


def test_the_table_in_html_has_a_row_for_each_lesson():
    page = verdicts.Table({"01-1": {"solved": True, "tries": 1}}, "")._repr_html_()
    assert f"<tr><td>{SECOND}</td><td>1 of 3</td><td>01-2, 01-3</td></tr>" in page


def test_a_file_of_an_older_version_and_one_of_a_newer_lose_nothing(progress):
    progress.parent.mkdir()
    progress.write_text('{"01-1": {"solved": true, "tries": 2}, "01-2": {"solved": false, "tries": 1, "mood": "good"}}')
    progress_file.record("01-1", solved=True, tried=True)
    progress_file.record("01-2", solved=True, tried=True)
    today = datetime.date.today().isoformat()
    assert json.loads(progress.read_text()) == {
        "01-1": {"solved": True, "tries": 3},
        "01-2": {"solved": True, "tries": 2, "mood": "good", "solved_on": today},
    }


def test_the_day_is_that_of_the_first_solution(progress):
    progress.parent.mkdir()
    progress.write_text('{"01-1": {"solved": true, "tries": 2, "solved_on": "2020-02-29"}}')
    progress_file.record("01-1", solved=True, tried=True)
    assert json.loads(progress.read_text())["01-1"]["solved_on"] == "2020-02-29"


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"01-1": 3}',
        b'{"01-1": {"solved": "yes", "tries": 1}}',
        b'{"01-1": {"solved": true, "tries": 1, "solved_on": 3}}',
        b'{"01-1": {"solved',
    ],
)
def test_a_damaged_file_is_moved_aside_with_a_sentence(progress, capsys, damaged):
    progress.parent.mkdir()
    for number in (1, 2):
        progress.write_bytes(damaged)
        attempt("01-1", ours, check_double, ours)
        assert f"damaged. It is kept as progress.damaged-{number}.json" in capsys.readouterr().out
        assert (progress.parent / f"progress.damaged-{number}.json").read_bytes() == damaged
    today = datetime.date.today().isoformat()
    assert json.loads(progress.read_text()) == {"01-1": {"solved": True, "tries": 1, "solved_on": today}}


def test_progress_that_cannot_be_saved_does_not_stop_the_lesson(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert attempt("01-1", ours, check_double, ours) is ours
    assert "01-1 solved: Your progress could not be saved: " in capsys.readouterr().out


def test_running_the_solutions_is_not_solving(progress, tmp_path, monkeypatch):
    (tmp_path / "solutions").mkdir()
    monkeypatch.chdir(tmp_path / "solutions")
    attempt("01-1", ours, check_double, ours)
    assert not progress.exists()


def test_notebooks_that_write_at_once_lose_nothing(progress):
    writer = (
        "import sys\nfrom course_lib.exercises import progress_file\n"
        "for number in range(25):\n"
        "    progress_file.record(f'{sys.argv[1]}-{number}', solved=True, tried=True)\n"
        "    progress_file.record('00-1', solved=False, tried=True)\n"
    )
    lessons = ["01", "02", "03", "04"]
    running = [subprocess.Popen([sys.executable, "-c", writer, lesson], env=os.environ.copy()) for lesson in lessons]
    assert [process.wait(60) for process in running] == [0] * 4
    entries, sentence = progress_file.load()
    assert sentence == ""
    assert len(entries) == 101
    assert entries["00-1"] == {"solved": False, "tries": 100}


def test_a_writer_that_is_killed_leaves_the_file_whole_and_free(progress):
    progress_file.record("01-1", solved=True, tried=True)
    before = progress.read_bytes()
    killer = (
        "import os\nfrom course_lib.exercises import progress_file\n"
        "os.replace = lambda *paths: os.kill(os.getpid(), 9)\n"
        "progress_file.record('01-2', solved=True, tried=True)\n"
    )
    assert subprocess.run([sys.executable, "-c", killer], check=False).returncode != 0
    assert progress.read_bytes() == before
    progress_file.record("01-2", solved=True, tried=True)
    assert len(progress_file.load()[0]) == 2


def test_a_folder_where_the_progress_should_be_is_named(progress, capsys):
    progress.mkdir(parents=True)
    exercises.progress()
    assert "Your progress could not be read: " in capsys.readouterr().out
    attempt("01-1", ours, check_double, ours)
    said = capsys.readouterr().out
    assert f"Your progress could not be saved: {progress} is a folder, and your progress is kept in a file. Set" in said


def check_small(function):
    """Nothing here is False with NaN: no comparison is."""
    for x in (1.0, np.ones(2)):
        if np.any(function(x) > 3):
            raise AssertionError("too large")
    assert not np.any(function(2.0) < 0), "too small"


NAN = {
    "a number": lambda x: x * np.nan,
    "at one call": lambda x: np.where(x == 2, np.nan, x),
    "in a tuple": lambda x: np.array([x * 0 + 1.0, x * np.nan], object) if np.ndim(x) else float("nan"),
    "32 bits": lambda x: np.float32("nan"),
}


@pytest.mark.parametrize("function", NAN.values(), ids=NAN)
def test_a_function_that_gives_nan_solves_nothing_unless_ours_gives_it_too(function, capsys):
    assert attempt("01-1", function, check_small, ours=lambda x: x) is not function
    assert "the function returns NaN, which is not a number" in capsys.readouterr().out
    ours_too = lambda x: x * np.nan
    attempt("01-2", function, check_small, ours=ours_too)
    assert "01-2 solved" in capsys.readouterr().out
    fine = lambda x: x / 2
    assert attempt("01-3", fine, check_small, ours=lambda x: x) is fine


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: (2 if x < 4 else 1.234) * x, "wrong for others that were drawn: the result is"),
        (lambda x: (2 if x < 4 else 1.234) * x, "Is a number in it made for the check, or read"),
        (lambda x: 1.234, "twice 3 is 6. The function returns the same whatever it is given"),
        (lambda x: float("nan"), "twice 3 is 6. The result is NaN"),
        (
            lambda x: 4 * x if x > 0 else x,
            "twice 3 is 6. The result is 12 and should be 6.",
        ),  # no factor that both have
        (lambda x: 4 * x, "twice 3 is 6. The result is 2 times what it should be"),
        (lambda x: -2 * x, "twice 3 is 6. The result has the wrong sign"),
    ],
)
def test_a_slip_is_named_when_it_explains_every_wrong_number(capsys, answer, said):
    attempt("01-1", answer, check_double_of_both, ours, again=lambda rng: (float(rng.uniform(5, 9)),))
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x**2, "that squares. The lesson"),
        (lambda x: -(x**2), "twice 3 is 6. The result is -9 and should be 6."),
        (lambda x: x + 1, "that adds one. The result is 4 and should be 6."),
    ],
)
def test_numbers_are_not_told_beside_the_words_of_a_slip_that_the_check_knows(capsys, answer, said):
    attempt("01-1", answer, check_double_and_its_slips, ours)
    assert said in capsys.readouterr().out


def test_of_several_calls_the_clearest_fault_is_told(capsys):
    on_the_diagonal = lambda x: x + 1 + (np.eye(3) if x.shape == (3, 3) else np.arange(6).reshape(2, 3) % 4 % 3)
    attempt("01-1", on_the_diagonal, check_one_more, lambda x: x + 1)
    assert "is wrong on the diagonal alone" in capsys.readouterr().out


def test_the_factor_of_a_number_that_is_asked_is_not_told(capsys):
    attempt("01-1", 12, check_asked_number, ours=24)
    assert "another number. Your answer is wrong by a factor: one is missing or too much." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x > 5, "3 is positive. The function returns the same"),
        (lambda x: x < 0, "3 is positive. The result is the other way round"),
        (lambda x: abs(x) > 0, "-1 is not. The function returns the same"),
        (lambda x: "yes" if x > 0 else "no", "the text 'yes', and True or False is expected"),
        (lambda x: int(x > 0), "01-1 solved"),
    ],
)
def test_true_and_false_are_compared_too(capsys, answer, said):
    attempt("01-1", answer, check_positive, lambda x: x > 0)
    assert said in capsys.readouterr().out


ROOM = 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda n, p: ROOM * n, "The result is the same for every `p`: is it used, or does a number or a variable"),
        (lambda n, p: 2 * p, "The result is the same for every `n`: is it used"),
        (lambda n, p: 8, "The function returns the same whatever it is given"),
        (lambda n, p: n * p * 0.3, "The result is 3/10 times what it should be"),
        (lambda n, p: n * p + 0.5, "The result is too large by 0.5 in every call"),
        (lambda n, p: n * p + n, "The result is 6 and should be 4."),
    ],
)
def test_an_argument_without_use_and_a_slip_of_all_calls_are_named(capsys, answer, said):
    attempt("01-1", answer, check_product, lambda n, p: n * p, again=lambda rng: tuple(rng.uniform(5, 9, 2)))
    assert said in capsys.readouterr().out


def test_an_argument_without_use_is_named_where_the_check_missed_it(capsys):
    attempt("01-1", lambda n, p: 2 * n, check_two, lambda n, p: n * p, again=lambda rng: tuple(rng.uniform(5, 9, 2)))
    said = capsys.readouterr().out
    assert "wrong for others that were drawn: the result is the same for every `p`: is it used" in said


@pytest.mark.parametrize("answer", [Fraction(1, 4), Decimal("0.25")])
def test_a_lesson_goes_on_with_a_number_where_a_fraction_was_right(answer):
    def check(yours):
        assert abs(float(yours) - 0.25) < 1e-9, "a quarter"

    assert type(attempt("01-1", answer, check, ours=0.25)) is float


def test_a_lesson_goes_on_with_numbers_where_a_pair_of_fractions_was_right():
    def check(yours):
        assert yours[0] == 0.5, "a half"

    assert attempt("01-1", (Fraction(1, 2), "b"), check, ours=(0.5, "b")) == (0.5, "b")
    assert type(attempt("01-1", (Fraction(1, 2), "b"), check, ours=(0.5, "b"))[0]) is float
