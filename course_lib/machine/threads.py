"""One thread for NumPy's matrix products: those of the lessons are small. Standard library at the top.

Beside TensorFlow's threads, several for each small product only wait for each other: on two cores lesson 02 took 2.6
minutes with two of them and 0.6 with one. TensorFlow's own threads, and so the networks in Keras, are left alone.
"""

import os
import sys

SETTINGS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def one_thread_for_matrices() -> None:
    """Let NumPy multiply matrices on one thread, unless one of SETTINGS says otherwise."""
    if any(name in os.environ for name in SETTINGS):
        return
    if "numpy" in sys.modules:
        from threadpoolctl import threadpool_limits  # comes with scikit-learn

        threadpool_limits(1, user_api="blas")
    else:
        os.environ.update(dict.fromkeys(SETTINGS[:2], "1"))  # read by NumPy when it loads
