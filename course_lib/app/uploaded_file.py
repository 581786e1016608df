"""What was uploaded, whichever ipywidgets is there: version 7, which Google Colab has, holds it in another form."""

from typing import Any


def take(upload: Any) -> bytes | None:
    """The bytes of the file that was uploaded, or None where there is none. The widget then holds nothing more.

    Only ipywidgets 7, whose value nobody but the browser sets, keeps the file until the next one comes.

    Args:
        upload: an `ipywidgets.FileUpload` that takes a single file.
    """
    by_name = isinstance(upload.value, dict)
    files = list(upload.value.values() if by_name else upload.value)
    if not files:
        return None
    content = bytes(files[0]["content"])
    if not by_name:
        upload.value = ()
    return content
