"""A notebook that is none is named before a kernel starts; what runs in kernels is in the tests of the gate."""

import sys

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import kernel


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (None, FileNotFoundError, "where there is no file"),
        ("a folder", FileNotFoundError, "where there is no file"),
        (b"", ValueError, "which is damaged"),
        (b"{", ValueError, "which is damaged"),
        (b"[]", ValueError, "which is damaged"),
        (b"{}", ValueError, "which is damaged"),
        (b"\xff\xfe", ValueError, "which is damaged"),
    ],
)
def test_what_is_no_notebook_is_named(content, error, message, tmp_path):
    path = tmp_path / "lesson.ipynb"
    if content == "a folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(error, match=r"^path: expected a notebook, got ") as caught:
        kernel.client(path)
    assert str(path) in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="a script with a first line")
def test_the_kernel_may_have_another_python(tmp_path):
    other = tmp_path / "other python"
    other.write_text(f'#!/bin/sh\nOF_THE_OTHER=1 exec "{sys.executable}" "$@"\n')
    other.chmod(0o755)
    notebook = new_notebook(cells=[new_code_cell("import os\nos.environ.get('OF_THE_OTHER')")])
    for python, answer in ((other, ["'1'"]), (sys.executable, [])):
        ran = kernel.execute(kernel.client(tmp_path / "lesson.ipynb", notebook, python=python))
        assert [each.data["text/plain"] for each in ran.cells[0].outputs] == answer
