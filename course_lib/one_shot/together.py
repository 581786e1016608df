"""All drawings of a run matched at once: the transductive task. It is easier, and is reported apart."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from course_lib.errors import expect
from course_lib.one_shot.scoring import checked_runs

TIE = 1e-9  # of the largest distance: a lead below it is none


def run_errors_matched_together(distances, answers):
    """The error of each run in percent, (runs,), when every gallery drawing may be chosen only once.

    Chosen is the one-to-one matching of least summed distance (Kuhn 1955, the Hungarian method). It uses that a run
    holds each character exactly once, which a drawing that comes alone cannot know: never compare it with figures
    of the usual task. distances (runs, w, w), answers (runs, w). Ties are broken against us: each right pair costs
    a billionth of the largest distance more.

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
