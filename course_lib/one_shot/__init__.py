"""One-shot classification: one drawing of each of 20 characters, 20 drawings to name. NumPy and SciPy only.

scoring    distances in, error in percent out; ties are broken against us
together   all drawings of a run matched at once, which is another and easier task
tasks      runs for validation, drawn from alphabets of the learner's choice
baselines  distances that need no learning: pixels, centred ink, modified Hausdorff
"""

from course_lib.one_shot.baselines import (
    centred,
    embedding_distances,
    flat_pixels,
    hausdorff_distances,
    ink_points,
    modified_hausdorff,
)
from course_lib.one_shot.scoring import Mistake, bootstrap_interval, mistakes, right_answers, run_errors
from course_lib.one_shot.tasks import one_shot_tasks
from course_lib.one_shot.together import run_errors_matched_together

__all__ = [
    "Mistake",
    "bootstrap_interval",
    "centred",
    "embedding_distances",
    "flat_pixels",
    "hausdorff_distances",
    "ink_points",
    "mistakes",
    "modified_hausdorff",
    "one_shot_tasks",
    "right_answers",
    "run_errors",
    "run_errors_matched_together",
]
