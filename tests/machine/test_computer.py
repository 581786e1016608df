import platform

import tensorflow

from course_lib.machine import computer


def test_the_description_names_versions_memory_and_device():
    text = computer.describe()
    assert platform.python_version() in text
    assert f"tensorflow {tensorflow.__version__}" in text
    assert "GB of memory free" in text
    uses_gpu = bool(tensorflow.config.list_physical_devices("GPU"))
    assert f"TensorFlow uses the {'GPU' if uses_gpu else 'CPU'}" in text


def test_too_little_memory_is_said(monkeypatch):
    monkeypatch.setattr(computer, "MEMORY_NEEDED", 1e6)
    assert "shut down the kernels of other notebooks first" in computer.describe()
