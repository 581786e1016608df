"""Twins with random parameters, and pairs of random pictures for them."""

import numpy as np

from course_lib.by_hand.twins import starting_parameters


def some_twins(seed, widths=(6, 5, 3), n=7):
    """Parameters, n pictures for the left branch, n for the right one, and whether each pair is of one class."""
    rng = np.random.default_rng(seed)
    parameters = starting_parameters(widths, rng)
    for name in parameters:
        parameters[name] = parameters[name] + rng.normal(0, 0.3, parameters[name].shape)
    return parameters, rng.random((n, widths[0])), rng.random((n, widths[0])), rng.random(n) < 0.5
