"""Batches of embeddings for the tests of losses, with the odd ones among them."""

import numpy as np
from hypothesis import strategies as st

margins = st.floats(0.1, 3)


@st.composite
def batches(draw, scales=(1e-6, 1e-3, 1.0, 1e3, 1e6)):
    """Embeddings (b, d), b from 1 to 6, some of them equal or all zero, and labels (b,), at times all of one class."""
    b, d = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    embeddings = rng.normal(size=(b, d)) * draw(st.sampled_from(scales))
    shape = draw(st.sampled_from(["any", "two equal", "all equal", "zeros", "one zero"]))
    if shape in ("two equal", "all equal"):
        embeddings[1 if shape == "two equal" else 0 :] = embeddings[0]
    elif shape in ("zeros", "one zero"):
        embeddings[: b if shape == "zeros" else 1] = 0
    return embeddings, rng.integers(draw(st.integers(1, 3)), size=b)
