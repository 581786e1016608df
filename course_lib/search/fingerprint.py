"""Which network is this? A short name that changes with its weights."""

import hashlib
from typing import Any

import numpy as np

from course_lib.errors import expect


def model_fingerprint(network: Any) -> str:
    """16 hexadecimal digits from the shapes and numbers of all weights, in order. Equal networks, equal digits.

    An index keeps it: embeddings of two networks, or of one before and after a training, cannot be compared.

    Raises:
        ValueError: `network` has no weights to get.
    """
    expect(hasattr(network, "get_weights"), "network", type(network).__name__, "a network with get_weights()")
    digest = hashlib.sha256()
    for array in network.get_weights():
        digest.update(str((array.shape, array.dtype)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]
