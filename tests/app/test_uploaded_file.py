from datetime import datetime
from types import SimpleNamespace

import ipywidgets
import pytest

from course_lib.app import uploaded_file

SEVEN = ipywidgets.__version__.startswith("7.")


@pytest.mark.skipif(SEVEN, reason="ipywidgets 7 takes no value from a program")
def test_a_file_is_taken_once():
    upload = ipywidgets.FileUpload()
    assert uploaded_file.take(upload) is None
    upload.value = [{"name": "x", "type": "", "size": 3, "last_modified": datetime.now(), "content": b"ink"}]
    assert uploaded_file.take(upload) == b"ink"
    assert uploaded_file.take(upload) is None


@pytest.mark.skipif(not SEVEN, reason="of ipywidgets 7")
def test_the_browsers_message_of_ipywidgets_7_is_understood():
    upload = ipywidgets.FileUpload()
    assert uploaded_file.take(upload) is None
    upload.set_state({"_counter": 1, "metadata": [{"name": "x"}], "data": [memoryview(b"ink")]})
    assert uploaded_file.take(upload) == b"ink"


def test_the_form_of_ipywidgets_7_is_read_and_left_alone():
    held = {"x.png": {"metadata": {"name": "x.png"}, "content": b"ink"}}
    upload = SimpleNamespace(value=held)
    assert uploaded_file.take(upload) == b"ink"
    assert upload.value is held
    assert uploaded_file.take(SimpleNamespace(value={})) is None
