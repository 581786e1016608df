"""The tables of the teacher's guide: plans by the weeks of a course, and the usual mistakes of each exercise."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from course_lib.authoring import sample_answers, sentences, study_time
from course_lib.authoring.exercise_rules import statements
from course_lib.authoring.lesson_map import between_markers
from course_lib.authoring.source import Lesson
from course_lib.exercises.verdicts import WRONG

GUIDE, MISTAKES = "notebooks/teaching.md", "notebooks/usual_mistakes.md"
# Weeks of a course, and the parts of lessons that each week takes.
PLANS = {
    4: ("00 01 01b 02", "05 05b 06b", "08 10 14", "15 15c 17 18"),
    8: (
        "00 01 01b",
        "02 02b 03",
        "04 04b 05",
        "05b 06b 08",
        "10 10b 11",
        "12 12b 14",
        "15 15b 15c",
        "16 17 18 18d",
    ),
    14: (
        "00 01 01b",
        "02 02b 03",
        "03b 04",
        "04b 04c 05",
        "05b 05c",
        "06 06b 07",
        "07b 08 08b",
        "09 09b",
        "10 10b 11",
        "11b 12",
        "12b 13",
        "14 14b 15",
        "15b 15c 16 16b",
        "16c 17 18 18b 18c 18d",
    ),
}
INTRODUCTION = """# Usual mistakes, exercise by exercise

What the checks say to what learners write: the whole sentence where `make answers` kept it, else words of it. Made by
`make notebooks` from the answers in [answers](answers), on which the checks are tried at every run of the tests. None,
a text, NaN, an error, `exit()`, a loop that does not end and a result that is printed have their sentences in every
exercise.
"""


def derive(root: Path, lessons: Sequence[Lesson]) -> dict[Path, str]:
    """New text of the guide and of the list of mistakes under `root` by path, where the guide is there."""
    guide = root / GUIDE
    if not guide.exists():
        return {}
    text = guide.read_text(encoding="utf-8")
    for weeks, plan in PLANS.items():
        text, _ = between_markers(text, f"plan of {weeks} weeks", _plan(plan, lessons))
    return {guide: text, root / MISTAKES: "\n".join([INTRODUCTION, *_mistakes(root, lessons)])}


def _plan(plan, lessons):
    named = {lesson.number: lesson for lesson in lessons}
    rows = ["| week | lessons | minutes of a learner |", "|---|---|---|"]
    for week, numbers in enumerate(plan, start=1):
        taken = [named[number] for number in numbers.split() if number in named]
        titles = ", ".join(f"[{each.title.partition(':')[0]}]({each.name}.ipynb)" for each in taken)
        rows.append(f"| {week} | {titles} | {sum(study_time.measure(each).minutes for each in taken)} |")
    return "\n".join([*rows, ""])


def _mistakes(root: Path, lessons: Sequence[Lesson]) -> Iterator[str]:
    kept = sentences.load(root)
    for lesson in lessons:
        path = root / "notebooks" / "answers" / f"{lesson.name}.py"
        given = sample_answers.read(path) if path.exists() else []
        if not given:
            continue
        yield f"## [{lesson.title.partition(':')[0]}]({lesson.name}.ipynb)\n"
        for cell, match in statements(lesson):
            wrong = [each for each in given if each.exercise == match["id"] and each.state == WRONG]
            said = [_one_line(kept.get(match["id"], {}).get(each.title, each.words)) for each in wrong]
            yield f"**{cell.text.splitlines()[0].lstrip('# ')}**\n"
            yield from (f"- {words}" for words in dict.fromkeys(said))
            yield ""


def _one_line(sentence):
    """A sentence as one line of a list in markdown, which reads no sign of it as its own but those of code."""
    parts = " ".join(sentence.split()).split("`")
    return "`".join(part if place % 2 else re.sub(r"([*_<>#|$])", r"\\\1", part) for place, part in enumerate(parts))
