"""A page that lists what a learner has solved and when, made on the learner's own machine."""

import datetime
import html
from pathlib import Path

from IPython.display import HTML, display

from course_lib.errors import CourseProblem, expect
from course_lib.exercises import progress_file
from course_lib.exercises.lessons import by_lesson
from course_lib.machine.files import replace_text

STYLE = """
:root { color-scheme: light dark } body { font: 16px/1.5 serif; max-width: 44em; margin: 3em auto; padding: 0 1em }
h1 { text-align: center } table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #8888; padding: .3em .6em; text-align: left }
@media print { body { margin: 0 auto } }
"""
OWN_WORD = "This page was written on the learner's own computer. Nobody else has checked it."
NOTHING_YET = "No exercise is solved yet, so there is nothing to list. Solve one, and run this cell again."


def certificate(learner: str = "", out: str | Path | None = None) -> Path | None:
    """Write a page in HTML that lists the solved exercises, lesson by lesson, with their days; show where it lies.

    Args:
        learner: the name to put on it.
        out: the file, which may be there already; without it, certificate.html beside the file of the progress.

    Returns:
        The path of the page; None where nothing is solved yet, which a sentence then says.

    Raises:
        ValueError: `learner` is no text.
        CourseProblem: the progress cannot be read, or the page cannot be written.
    """
    expect(isinstance(learner, str), "learner", learner, "a name as a text")
    path = progress_file.location().with_name("certificate.html") if out is None else Path(out)
    try:
        lessons = by_lesson(progress_file.load()[0])
        if not any(each.solved for each in lessons):
            display(HTML(f"<p>{NOTHING_YET}</p>"))
            return None
        replace_text(path, _page(learner.strip(), lessons))
    except OSError as error:
        raise CourseProblem(f"{path}: the page could not be written ({error}); give another place as out") from error
    display(HTML(f"<p>Your page: <code>{html.escape(str(path))}</code>. Open it in a browser, and print it.</p>"))
    return path


def _page(learner, lessons):
    solved, exercises = sum(len(each.solved) for each in lessons), sum(len(each.exercises) for each in lessons)
    whole = sum(not each.still_open for each in lessons)
    name = f"<p style='text-align: center; font-size: 1.4em'>{html.escape(learner)}</p>" if learner else ""
    rows = "".join(map(_row, (each for each in lessons if each.solved)))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Siamese networks: exercises solved</title>
<style>{STYLE}</style></head><body><h1>Siamese networks, from two layers to a search engine</h1>{name}
<p>{solved} of {exercises} exercises solved, all of them in {whole} of {len(lessons)} lessons. Written on
{datetime.date.today().isoformat()}.</p>
<table><tr><th>lesson</th><th>solved</th><th>exercises</th></tr>{rows}</table><p>{OWN_WORD}</p></body></html>
"""


def _row(lesson):
    days = ", ".join(f"{name} ({day})" if day else name for name, day in lesson.solved.items())
    count = f"{len(lesson.solved)} of {len(lesson.exercises)}"
    return f"<tr><td>{html.escape(lesson.title)}</td><td>{count}</td><td>{html.escape(days)}</td></tr>"
