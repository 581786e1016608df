"""From pictures to embeddings: inference needs no training."""

import numpy as np

from course_lib.errors import expect


def embed(encoder, pictures, batch_size=256):
    """Embeddings (n, d) of uint8 pictures (n, h, w, c), in inference mode, without a progress bar."""
    pictures = np.asarray(pictures)
    expected = encoder.input_shape[1:]
    expect(pictures.shape[1:] == expected and len(pictures), "pictures", f"shape {pictures.shape}", f"(n, *{expected})")
    expect(np.isfinite(pictures).all(), "pictures", "NaN or infinity", "finite numbers")
    return encoder.predict(pictures, batch_size=batch_size, verbose=0)
