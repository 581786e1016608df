"""Several runs in a few words."""

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect


def mean_and_deviation(values: ArrayLike, form: str) -> str:
    """Mean ± sample standard deviation (divided by n - 1) as text; a single value as itself.

    Args:
        values: (n,).
        form: how each of the two is written, as `format` takes it.

    >>> mean_and_deviation([1.0, 3.0], ".1f"), mean_and_deviation([2.0], ".0f")
    ('2.0 ± 1.4', '2')
    """
    values = np.asarray(values)
    expect(values.ndim == 1 and values.size, "values", f"shape {values.shape}", "numbers (n,), at least one")
    mean = format(values.mean(), form)
    return mean if len(values) == 1 else f"{mean} ± {format(values.std(ddof=1), form)}"
