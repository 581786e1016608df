"""The score of one-shot classification. Ties are broken against us, so that a constant model is always wrong."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from course_lib.errors import expect
from course_lib.evaluation.metrics import ranked_matches

TIE = 1e-9  # of the largest distance: a lead below it is none


class Mistake(NamedTuple):
    """One wrong answer: in which run, for which drawing, what was right and what was chosen."""

    run: int
    test: int
    answer: int
    chosen: int


def right_answers(distances: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Is a drawing's own character strictly nearer than all others of its run? Returns bool (runs, w).

    distances (runs, w, w): each test drawing to each gallery drawing; answers (runs, w): which gallery drawing is
    right. A tie counts as wrong. An argmin over equal distances gives place 0, so a model that knows nothing would
    be right whenever the match stands first (pitfall P13):

    >>> nothing, first = np.zeros((1, 1, 20)), [[0]]
    >>> (nothing.argmin(axis=2) == first).tolist(), right_answers(nothing, first).tolist()
    ([[True]], [[False]])
    """
    distances, answers = checked_runs(distances, answers)
    gallery = np.arange(distances.shape[2])
    rows = [ranked_matches(run, own, gallery)[:, 0] for run, own in zip(distances, answers, strict=True)]
    return np.stack(rows)


def run_errors(distances: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The error of each run in percent, (runs,): 100 times the share of `right_answers` that are False.

    Their mean is the published figure: 20 runs of 20 answers, 400 trials.

    >>> run_errors([[[0.1, 0.2], [0.1, 0.3]]], [[0, 1]])
    array([50.])
    """
    return 100 * (1 - right_answers(distances, answers).mean(axis=1))


def mistakes(distances: np.ndarray, answers: np.ndarray) -> list[Mistake]:
    """Every wrong answer as a list of `Mistake`; chosen is the nearest gallery drawing that is not the right one.

    >>> mistakes([[[0.1, 0.2], [0.1, 0.3]]], [[0, 1]])
    [Mistake(run=0, test=1, answer=1, chosen=0)]
    """
    wrong = np.argwhere(~right_answers(distances, answers))  # (mistakes, 2)
    distances, answers = checked_runs(distances, answers)
    others = np.where(answers[:, :, None] == np.arange(distances.shape[2]), np.inf, distances)
    chosen = others.argmin(axis=2)  # (runs, w)
    return [Mistake(int(r), int(i), int(answers[r, i]), int(chosen[r, i])) for r, i in wrong]


def checked_runs(distances: np.ndarray, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """distances (runs, n, w) and answers (runs, n) as arrays.

    Raises:
        ValueError: naming what does not fit.
    """
    distances, answers = np.asarray(distances), np.asarray(answers)
    fits = distances.ndim == 3 and distances.size
    expect(fits, "distances", f"shape {distances.shape}", "shape (runs, n, w): test drawings x gallery drawings")
    expect(not np.isnan(distances).any(), "distances", "NaN", "numbers")
    runs, n, ways = distances.shape
    fits = answers.shape == (runs, n) and answers.dtype.kind in "iu"
    expect(fits, "answers", f"{answers.dtype} {answers.shape}", f"whole numbers {(runs, n)}, one per test drawing")
    fits = answers.min() >= 0 and answers.max() < ways
    expect(fits, "answers", f"{answers.min()} to {answers.max()}", f"0 to {ways - 1}, places in the gallery")
    return distances, answers


def run_errors_matched_together(distances: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The error of each run in percent, (runs,), when every gallery drawing may be chosen only once.

    Chosen is the one-to-one matching of least summed distance, by the Hungarian method. It uses that a run holds each
    character exactly once, which a drawing that comes alone cannot know: never compare it with figures of the usual
    task. distances (runs, w, w), answers (runs, w). Ties are broken against us: each right pair costs a billionth of
    the largest distance more.

    Source: Kuhn 1955.

    >>> near, far = [0.1, 0.2], [0.1, 0.3]
    >>> run_errors_matched_together([[far, near]], [[0, 1]])
    array([0.])
    """
    distances, answers = checked_runs(distances, answers)
    n, ways = distances.shape[1:]
    once = n == ways and (np.sort(answers) == np.arange(ways)).all()
    expect(once, "answers", f"{n} drawings, {ways} characters", "each place of the gallery once in a run")
    expect(np.isfinite(distances).all(), "distances", "infinity", "finite numbers")
    right = answers[:, :, None] == np.arange(ways)  # (runs, w, w)
    costs = distances.astype(float) + TIE * (np.abs(distances).max() or 1.0) * right
    chosen = np.stack([linear_sum_assignment(cost)[1] for cost in costs])  # (runs, w)
    return 100 * (chosen != answers).mean(axis=1)
