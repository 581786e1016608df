import pytest
from IPython.core.interactiveshell import InteractiveShell

from course_lib.authoring import light_run

CHECK = """
from course_lib.exercises import attempt


def check_two(x):
    assert x == 2, "one and one"


two = attempt("01-1", {answer}, check_two, ours=2)
"""


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def cells(*codes):
    return [
        {"cell_type": "code", "id": f"c{i}", "source": [code], "metadata": {"tags": tags_of(code)}}
        for i, code in enumerate(codes)
    ]


def tags_of(code):
    return ["check"] * ("attempt(" in code) + ["keras"] * code.endswith("# tagged")


def test_a_cell_with_keras_and_what_follows_from_it_is_no_fault(shell, monkeypatch):
    monkeypatch.setattr(light_run, "NETWORKS", ("no_keras",))
    codes = "import no_keras.ops\nbuilt = 1", "x = 2", "later = built + x", "print(later)", "assert x == 2"
    codes = [code + "  # tagged" * (place in (0, 2, 3)) for place, code in enumerate(codes)]
    assert light_run.run(cells(*codes), shell) == (5, ["c0", "c2", "c3"], [])


def test_the_tag_stands_where_keras_is_needed_and_nowhere_else(shell, monkeypatch):
    monkeypatch.setattr(light_run, "NETWORKS", ("no_keras",))
    said = light_run.run(cells("import no_keras", "x = 2  # tagged"), shell).faults
    assert said == [
        "cell c0: needs Keras: give it the tag `keras`",
        "cell c1: has the tag `keras`, and runs without it",
    ]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("import no_faiss", "cell c0: ModuleNotFoundError: No module named 'no_faiss'"),
        ("never_bound", "cell c0: NameError: name 'never_bound' is not defined"),
        ("assert 1 == 2, 'not so'", "cell c0: AssertionError: not so"),
        ("1 +", "cell c0: SyntaxError"),
        (CHECK.format(answer=3), "cell c0: an exercise is not solved: 01-1 not right yet: one and one"),
    ],
)
def test_every_other_fault_is_named(shell, code, fault):
    found = light_run.run(cells(code), shell)
    assert (found.cells, found.need_keras) == (1, [])
    assert found.faults[0].startswith(fault)


def test_a_solved_exercise_is_no_fault(shell):
    assert light_run.run(cells(CHECK.format(answer=2)), shell) == (1, [], [])


def test_where_keras_is_installed_nothing_is_proved(capsys):
    assert light_run.main() == 1
    assert "keras and tensorflow can be imported" in capsys.readouterr().err
