"""The verdicts of one submission: its notebook is run, and run again without what breaks it."""

import time
from dataclasses import dataclass

from course_lib.classroom.allowance import Limits
from course_lib.classroom.homes import Homes
from course_lib.classroom.matching import ADDED, ANSWER, LESSON, Answers, Step, steps
from course_lib.classroom.release import CHECK, Release
from course_lib.classroom.sitting import Outcome, Sitting, sitting
from course_lib.classroom.watching_over import TIME_IS_OVER
from course_lib.exercises.verdicts import NOT_JUDGED, SOLVED, WRONG

FORGED = "it shows a verdict of its own, or changes what judges it"
NOT_REACHED = "The grading ended before this exercise."


@dataclass(frozen=True)
class Verdict:
    """What a check says of an answer: its state and a sentence, which may be empty."""

    state: str
    sentence: str = ""

    @property
    def points(self) -> int:
        """One point for an exercise that is solved."""
        return int(self.state == SOLVED)


@dataclass(frozen=True)
class Marked:
    """What a submission got.

    Args:
        verdicts: {exercise: Verdict}, of every exercise.
        remarks: sentences for the student.
        slowest: seconds that its slowest cell took.
        seconds: that all of it took.
    """

    verdicts: dict[str, Verdict]
    remarks: tuple[str, ...] = ()
    slowest: float = 0.0
    seconds: float = 0.0


class Marker:
    """Runs one submission until every exercise has its verdict.

    An answer that raises, hangs or ends the kernel is a wrong one, and our stub takes its place, so that the lesson
    goes on as it does for a learner who has not solved that exercise. Where the kernel is lost, all is run again.

    Args:
        release: of the lesson.
        answers: of the student.
        limits: of the submission.
    """

    def __init__(self, release: Release, answers: Answers, limits: Limits) -> None:
        self.release, self.answers, self.limits = release, answers, limits
        self.verdicts: dict[str, Verdict] = {}
        self.without: set[str] = set()
        self.remarks = list(answers.remarks)
        self.slowest = 0.0

    async def mark(self, homes: Homes, ours: bool = False) -> Marked:
        """What the submission got.

        Args:
            homes: where it runs.
            ours: it is our own, and runs in the first home.
        """
        begin = time.monotonic()
        broken = True
        while broken:
            place = homes.our_own() if ours else homes.another()
            async with place as home, sitting(home, self.limits, begin + self.limits.whole) as kernel:
                broken = await self._lost_at_a_step(kernel)
                self.slowest = max(self.slowest, kernel.slowest)
        found = {name: self.verdicts.get(name, Verdict(NOT_JUDGED, NOT_REACHED)) for name in self.release.exercises}
        return Marked(found, tuple(dict.fromkeys(self.remarks)), self.slowest, time.monotonic() - begin)

    async def _lost_at_a_step(self, kernel: Sitting) -> bool:
        """Run all steps; did one of them break the run, and can all be run again without what was to blame?"""
        before = frozenset(self.without)
        todo = steps(self.release, self.answers, self.without)
        for place, step in enumerate(todo):
            outcome = await kernel.run(step.code)
            if step.role == CHECK:
                outcome = await self._judge(kernel, step, outcome)
            elif step.role == ANSWER and outcome.error and not outcome.gone:
                outcome = await self._replace(kernel, step, outcome)
            if outcome.gone or (outcome.error and step.role == LESSON and not step.may_raise):
                return self._blame(todo[: place + 1], outcome.error, before)
            if outcome.error and step.role == ADDED:
                self.remarks.append(f"A cell that you had added does not run: {outcome.error}.")
        return False

    async def _judge(self, kernel, step, outcome):
        """Note the verdict of a check; where there is none, the answer was wrong and the stub takes its place."""
        shown = outcome.verdicts.get(step.exercise)
        if outcome.gone or outcome.forged:
            return outcome if outcome.gone else Outcome(FORGED, gone=True)
        if shown and not outcome.error:
            if step.exercise not in self.without:
                self.verdicts[step.exercise] = Verdict(*shown)
            return Outcome()
        outcome = await self._replace(kernel, step, outcome)
        return outcome if outcome.gone else await kernel.run(step.code)

    async def _replace(self, kernel, step, outcome):
        self._wrong(step.exercise, outcome.error or "it gives no verdict")
        return await kernel.run(step.stub)

    def _wrong(self, exercise, why):
        if exercise not in self.without:
            self.verdicts[exercise] = Verdict(WRONG, f"Your answer could not be judged: {why}.")
            self.without.add(exercise)

    def _blame(self, done: list[Step], why: str, before: frozenset[str]) -> bool:
        """Leave out what broke the run; whether there was anything that had not been left out before the run."""
        last = done[-1]
        if why == TIME_IS_OVER:
            self.remarks.append(f"{TIME_IS_OVER[0].upper()}{TIME_IS_OVER[1:]}.")
            return False
        guilty = {last.exercise or last.id} if last.role != LESSON else _before(done)
        if why == FORGED and guilty <= before:  # it does so with the stub, too, so something that comes earlier did it
            guilty = _before(done)
            self.remarks.append(f"What stands before the check of {last.exercise} was left out: {why}.")
        if guilty <= before:
            self.remarks.append(f"The lesson itself failed in cell {last.id}: {why}.")
            return False
        if last.role in (ANSWER, CHECK):
            self._wrong(last.exercise, why)
        elif last.role == ADDED:
            self.remarks.append(f"A cell that you had added was left out: {why}.")
        else:
            self.remarks.append(
                f"With your answers the lesson does not run on in its cell {last.id} ({why}); what comes after it was "
                "judged with our answers before it."
            )
        self.without |= guilty
        return True


def _before(done: list[Step]) -> set[str]:
    """The answers and the added cells among some steps."""
    return {step.exercise or step.id for step in done if step.role in (ANSWER, ADDED)}
