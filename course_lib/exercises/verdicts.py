"""How a verdict on an exercise and the table of progress look, with and without HTML, in light and dark themes.

A verdict also says what it is to programs that run a notebook and grade it.
"""

import html
from collections.abc import Mapping
from typing import Any

from IPython.display import display

from course_lib.exercises.lessons import by_lesson
from course_lib.exercises.progress_file import Entry

SOLVED, NOT_YET, WRONG, NOT_JUDGED = "solved", "not solved yet", "not right yet", "not judged"
# JupyterLab's own colours follow its theme; the second one of each is for other viewers, on light and dark alike.
COLOURS = {
    SOLVED: "var(--jp-success-color1, #3d9142)",
    NOT_YET: "var(--jp-border-color1, #888888)",
    WRONG: "var(--jp-warn-color1, #c77700)",
    NOT_JUDGED: "var(--jp-warn-color1, #c77700)",
}
_latest: dict[str, "Line"] = {}
GOES_ON = "The lesson goes on with our version."
FOR_PROGRAMS = "application/vnd.siamese-course.verdict+json"  # an exercise, its state and a sentence, as one dictionary


class Line:
    """What one attempt shows, with and without HTML.

    Args:
        name: of the exercise.
        state: SOLVED, NOT_YET, WRONG or NOT_JUDGED.
        explanation: of the state; may be empty, like the note.
        note: a sentence of its own, at the end.
    """

    def __init__(self, name: str, state: str, explanation: str, note: str) -> None:
        self.state = state
        self.for_programs = {"exercise": name, "state": state, "sentence": _as_sentence(explanation)}
        self.head = f"{name} {state}"
        going_on = "" if state == SOLVED else GOES_ON
        self.tail = " ".join(part for part in (_as_sentence(explanation), going_on, note) if part)

    def __repr__(self):
        return f"{self.head}: {self.tail}" if self.tail else self.head

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, dict[str, str]]:
        return {FOR_PROGRAMS: self.for_programs}

    def _repr_html_(self):
        box = f"border-left: 4px solid {COLOURS[self.state]}; padding: 2px 10px; color: inherit; white-space: pre-wrap"
        tail = f": {html.escape(self.tail)}" if self.tail else ""
        return f'<div role="status" style="{box}"><b>{self.head}</b>{tail}</div>'


def _as_sentence(text):
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


def show(line: Line) -> None:
    """Show a Line in the notebook, and remember it as the last word about its exercise."""
    _latest[line.for_programs["exercise"]] = line
    display(line)


def require_solved(name: str) -> None:
    """For the cell that nbgrader gives the point for: it has to raise an error where the exercise is not solved.

    Raises:
        AssertionError: the last attempt at the exercise `name` in this kernel did not solve it, or there was none.
    """
    line = _latest.get(name)
    if line is None or line.state != SOLVED:
        raise AssertionError(line or f"{name} {NOT_YET}")


class Table:
    """The progress, lesson by lesson, with and without HTML.

    Args:
        entries: what is kept of each exercise that was tried.
        sentence: to be added at the end; may be empty.
    """

    def __init__(self, entries: Mapping[str, Entry], sentence: str) -> None:
        lessons = by_lesson(entries)
        self.rows = [
            (each.title, f"{len(each.solved)} of {len(each.exercises)}", ", ".join(each.still_open))
            for each in lessons
            if each.tried
        ]
        solved, exercises = sum(len(each.solved) for each in lessons), sum(len(each.exercises) for each in lessons)
        self.sentence = f"{solved} of {exercises} exercises solved. {sentence}".strip()

    def __repr__(self):
        lines = [f"{title}: {count} solved{still and f', still open: {still}'}" for title, count, still in self.rows]
        return "\n".join([*lines, self.sentence])

    def _repr_html_(self):
        head = "<tr><th>lesson</th><th>solved</th><th>still open</th></tr>"
        cells = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in self.rows)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        return f"<table>{head}{body}</table><p>{html.escape(self.sentence)}</p>"
