"""Reads a pickle that holds NumPy arrays, and runs nothing that it may hold besides."""

import pickle
from io import BytesIO
from typing import Any

import numpy as np


class ArraysOnly(pickle.Unpickler):
    """A reader that admits NumPy arrays in dictionaries, lists and tuples, and nothing else.

    The usual reader calls whatever the file names, and so runs any program that somebody put there.
    """

    def find_class(self, module: str, name: str) -> Any:
        """What the file may call: the three names with which NumPy builds an array.

        Raises:
            ValueError: it asks for anything else.
        """
        rebuild = np.empty(0).__reduce__()[0]  # NumPy moved its module between versions 1 and 2
        admitted = {"_reconstruct": rebuild, "ndarray": np.ndarray, "dtype": np.dtype}
        if module.split(".")[0] == "numpy" and name in admitted:
            return admitted[name]
        raise ValueError(f"expected arrays alone, got {module}.{name}")


def arrays_of_pickle(content: bytes) -> Any:
    """What a pickle of arrays holds.

    Raises:
        ValueError: it holds anything else, or is damaged.
    """
    try:
        return ArraysOnly(BytesIO(content), encoding="latin1").load()
    except Exception as problem:  # a damaged file raises almost anything
        raise ValueError(f"content: expected a pickle of arrays, got a damaged or another one: {problem}") from problem
