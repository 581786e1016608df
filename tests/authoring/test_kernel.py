"""A notebook that is none is named before a kernel starts; what runs in kernels is in the tests of the gate."""

import pytest

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
