"""What students hand in: the notebook of lesson 10b, which is soon run, in a dozen states."""

import copy
import json
import re

from course_lib.classroom.release import read_release
from course_lib.paths import ROOT

LESSON = "10b_strangers"
FIRST, SECOND, THIRD = "10b-1", "10b-2", "10b-3"
RELEASE = read_release(LESSON)
WRONG = {
    FIRST: "least = np.log(10)",
    SECOND: "def sure_answers(logits, limit=0.9):\n    return softmax(logits)",
    THIRD: "def entropy_gradient(logits):\n    return np.zeros_like(logits)",
}
ENDLESS = "while True:\n    pass"
STUBBORN = """
import time

while True:
    try:
        time.sleep(1)
    except KeyboardInterrupt:
        print("not me")
"""
HANGS_WHEN_CALLED = "def sure_answers(logits, limit=0.9):\n    while True:\n        pass"
ENDS_PYTHON = "import os\n\nos._exit(0)"
ENDS_PYTHON_WHEN_CALLED = "def sure_answers(logits, limit=0.9):\n    __import__('os')._exit(1)"
PRINTS_A_VERDICT = f"print('{SECOND} solved')\n\n\n{WRONG[SECOND]}"
SHOWS_A_VERDICT = f"""
from IPython.display import display

SOLVED = {{"exercise": "{SECOND}", "state": "solved", "sentence": ""}}


def sure_answers(logits, limit=0.9):
    display({{"application/vnd.siamese-course.verdict+json": SOLVED}}, raw=True)
    return softmax(logits)
"""
FORGES = f"""
from course_lib.exercises import attempt as real


def easy(answer):
    assert answer == 1


def attempt(name, *rest, **named):
    return real(name, 1, easy, 1)


{WRONG[SECOND]}
"""
NO_PYTHON = "def sure_answers(logits, limit=0.9)\n    return softmax(logits"
LOUD = "for _ in range(100):\n    print('x' * 1_000_000)\n\n" + RELEASE.solutions[SECOND]
WARNS = RELEASE.solutions[THIRD].replace("    p =", "    np.log(np.zeros(1))  # a warning\n    p =", 1)


def told(table):
    """{submission: points} as the page for teachers has it, in its first table (0) or its second one (1)."""
    page = (ROOT / "notebooks" / "a_class.md").read_text(encoding="utf-8")
    rows = re.split(r"^\| submission .*\n.*\n", page, flags=re.MULTILINE)[1 + table].partition("\n\n")[0].splitlines()
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return {cell[1]: int(cell[2]) for cell in cells}


def beginnings(text):
    """{exercise: how the sentence about an answer begins} in the text of a page, as far as it says no value."""
    found = re.findall(r"^(10b-\d) not right yet: ([\w ,]+)", text, flags=re.MULTILINE)
    return dict(found)


def is_of_the_check(exercise, words):
    """Do some words stand in the check of an exercise?"""
    (check,) = (cell.code for cell in RELEASE.cells if (cell.exercise, cell.part) == (exercise, "check"))
    return len(words) > 10 and words in check


def notebook():
    """The learner's notebook, as a dictionary."""
    return json.loads((ROOT / "notebooks" / f"{LESSON}.ipynb").read_text(encoding="utf-8"))


def cell_of(made, exercise, part="exercise"):
    """The stub or the check of an exercise in a notebook."""
    (wanted,) = (each.id for each in RELEASE.cells if (each.exercise, each.part) == (exercise, part))
    return next(cell for cell in made["cells"] if cell["id"] == wanted)


def solved(handed_out=None, **changes):
    """The notebook with our answers, or other ones by the exercise's last digit: `_2="..."`; None deletes the cell."""
    made = copy.deepcopy(handed_out or notebook())
    for exercise, code in RELEASE.solutions.items():
        code = changes.get(f"_{exercise[-1]}", code)
        cell = cell_of(made, exercise)
        if code is None:
            made["cells"].remove(cell)
        else:
            cell["source"] = code
    return made


def added(made, before, code, **more):
    """The same notebook with one more cell before the one of an exercise."""
    cell = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [], "execution_count": None, "source": code}
    made["cells"].insert(made["cells"].index(cell_of(made, before)), cell | more)
    return made


def without_check(made, exercise):
    """The same notebook, the check of an exercise deleted."""
    made["cells"].remove(cell_of(made, exercise, "check"))
    return made


def with_easy_check(made, exercise):
    """The same notebook, with a check of an exercise that is content with anything."""
    cell_of(made, exercise, "check")["source"] = "print('10b-1 solved')"
    return made


def without_ids(made):
    """The same notebook, as a program leaves it that knows no ids."""
    made = copy.deepcopy(made)
    for cell in made["cells"]:
        del cell["id"]
    return made


def write(folder, made, name=LESSON):
    """Write a notebook into a student's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
