"""What an older version of Python can't tell, as a mark that skips a test with the reason."""

import sys

import pytest

TOP_LEVEL = pytest.mark.skipif(
    sys.version_info < (3, 11),
    reason="importlib.metadata of Python 3.10 knows the modules of a package by its top_level.txt alone",
)
