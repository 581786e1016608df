"""From pictures to embeddings: inference needs no training."""

import numpy as np
from keras import Model
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.tensors import check_channels_last


def embed(encoder: Model, pictures: ArrayLike, batch_size: int = 256) -> np.ndarray:
    """Embeddings (n, d) of uint8 pictures (n, h, w, c), in inference mode, without a progress bar.

    Raises:
        ValueError: the pictures do not have the shape that the encoder wants, or are not finite.
    """
    check_channels_last()
    pictures = np.asarray(pictures)
    expected = encoder.input_shape[1:]
    expect(pictures.shape[1:] == expected and len(pictures), "pictures", f"shape {pictures.shape}", f"(n, *{expected})")
    expect(np.isfinite(pictures).all(), "pictures", "NaN or infinity", "finite numbers")
    return encoder.predict(pictures, batch_size=batch_size, verbose=0)
