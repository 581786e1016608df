"""What the checks said to the wrong answers of notebooks/answers when last tried, for the teacher's guide."""

import json
from collections.abc import Sequence
from pathlib import Path

from course_lib.authoring.trying import Outcome
from course_lib.exercises.verdicts import WRONG
from course_lib.machine.files import replace_text
from course_lib.paths import ROOT

PLACE = "notebooks/answers/sentences.json"


def load(root: Path) -> dict[str, dict[str, str]]:
    """{exercise: {title of an answer: sentence}}, empty where none were kept."""
    path = root / PLACE
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def keep(outcomes: Sequence[Outcome], root: Path = ROOT) -> None:
    """Put the sentences of some exercises in the place of the earlier ones of the same exercises."""
    kept = load(root)
    kept |= {each.exercise: {} for each in outcomes}
    for each in outcomes:
        if each.expected == WRONG and each.as_it_must_be and each.title.startswith("wrong: "):
            kept[each.exercise][each.title] = each.said
    replace_text(root / PLACE, json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1) + "\n")
