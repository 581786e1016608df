"""Every test of an exercise has a progress file of its own, and no exercise was tried before."""

import pytest

from course_lib.exercises import answers


@pytest.fixture(autouse=True)
def progress(tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "_handed_out", {})
    path = tmp_path / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    return path
