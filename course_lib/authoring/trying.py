"""Tries the answers of an exercise in the kernel in which its lesson runs, each in a copy of what the lesson has."""

import linecache
import os
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any
from unittest.mock import patch

import numpy as np
from IPython.display import display
from nbformat import NotebookNode

from course_lib.authoring import sample_answers, source
from course_lib.exercises import answers as attempts
from course_lib.paths import ROOT

MIME = "application/vnd.siamese-course.answers+json"
SECONDS = "0.5"  # for a loop that does not end
ENDLESS = ("never ends", "catches all and never ends")


@dataclass(frozen=True)
class Outcome:
    """What came of one answer: of which kind it is, what was said, and whether it is what must be said."""

    exercise: str
    title: str
    expected: str
    words: str
    state: str
    said: str
    seconds: float

    @property
    def as_it_must_be(self) -> bool:
        return self.state == self.expected and self.words.lower() in self.said.lower()


def show(namespace: dict[str, Any], lesson: str, exercise: str) -> None:
    """Try all answers of an exercise and display what came of them; what the lesson has stays as it was."""
    read = source.read(ROOT / "notebooks" / "source" / f"{lesson}.py")
    asked = sample_answers.exercises(read)[exercise]
    own = sample_answers.FOLDER / f"{lesson}.py"
    given = [*sample_answers.of_every_exercise(asked), *(sample_answers.read(own) if own.exists() else [])]
    outcomes = [_tried(namespace, answer, asked) for answer in given if answer.exercise == exercise]
    faults = [each for each in outcomes if not each.as_it_must_be]
    text = f"{len(outcomes)} answers tried, {len(faults)} of them judged otherwise than they must be"
    display({MIME: [asdict(each) for each in outcomes], "text/plain": text}, raw=True)


def shown(cells: Iterable[NotebookNode]) -> list[Outcome]:
    """The outcomes that the cells of a notebook display."""
    data = (output.get("data", {}).get(MIME, []) for cell in cells for output in cell.get("outputs", []))
    return [Outcome(**each) for found in data for each in found]


def _tried(namespace, answer, asked):
    said: list[Any] = []
    started = time.perf_counter()
    with _kept(namespace), _quiet(said, answer.title):
        world = dict(namespace)
        try:
            for name, code in ((answer.title, answer.code), ("check", asked.check.text)):
                exec(_compiled(f"<{answer.exercise} {name}>", code), world)
        except Exception as error:
            said.append(f"{type(error).__name__} in the cell itself: {error}")
    line = said[-1] if said else "nothing"
    state = getattr(line, "state", "error")
    seconds = round(time.perf_counter() - started, 2)
    return Outcome(
        answer.exercise, answer.title, answer.state, answer.words, state, getattr(line, "tail", line), seconds
    )


def _compiled(name, code):
    """Code whose lines an error can quote."""
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    return compile(code, name, "exec")


@contextmanager
def _quiet(said: list[Any], title: str) -> Iterator[None]:
    """Collect what `attempt` would display, keep no progress, print nothing."""
    limit = {"COURSE_ANSWER_SECONDS": SECONDS} if title in ENDLESS else {}
    with (
        patch.object(attempts, "show", said.append),
        patch.object(attempts, "_record", lambda *_: ""),
        patch.dict(attempts._handed_out, clear=True),
        patch.dict(os.environ, limit),
        redirect_stdout(StringIO()),
    ):
        yield


@contextmanager
def _kept(namespace: dict[str, Any]) -> Iterator[None]:
    """Random generators go on afterwards as if nothing had been drawn."""
    own = [each for each in namespace.values() if isinstance(each, np.random.Generator)]
    states = [each.bit_generator.state for each in own]
    plain, old = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        for each, state in zip(own, states, strict=True):
            each.bit_generator.state = state
        random.setstate(plain)
        np.random.set_state(old)  # noqa: NPY002
