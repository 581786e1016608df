"""How a verdict on an exercise and the table of progress look, with and without HTML, in light and dark themes."""

import html
from collections.abc import Mapping

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
GOES_ON = "The lesson goes on with our version."


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
        self.head = f"{name} {state}"
        going_on = "" if state == SOLVED else GOES_ON
        self.tail = " ".join(part for part in (_as_sentence(explanation), going_on, note) if part)

    def __repr__(self):
        return f"{self.head}: {self.tail}" if self.tail else self.head

    def _repr_html_(self):
        box = f"border-left: 4px solid {COLOURS[self.state]}; padding: 2px 10px; color: inherit; white-space: pre-wrap"
        tail = f": {html.escape(self.tail)}" if self.tail else ""
        return f'<div role="status" style="{box}"><b>{self.head}</b>{tail}</div>'


def _as_sentence(text):
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


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
