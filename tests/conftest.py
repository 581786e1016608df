"""Property tests are not timed, for a busy machine makes none of them wrong, and every run tries the same examples.

HYPOTHESIS_PROFILE=search looks for new ones, as one should after a change. The oracles count in float64, which JAX must
be told before it starts.
"""

import os

import pytest
from hypothesis import settings

os.environ.setdefault("JAX_ENABLE_X64", "1")
pytest.register_assert_rewrite("helpers")  # what is imported from there says why it failed
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
