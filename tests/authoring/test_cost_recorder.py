"""Minutes and memory of tiny lessons, run in a real kernel."""

import os

import nbformat
from helpers.miniature import make_course, one_cell
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.authoring import builder, cost_recorder, lesson_costs, small_machine


def test_a_measured_lesson_says_so_on_its_card(tmp_path, capsys):
    course = make_course(tmp_path)
    builder.build_notebooks(root=course)
    assert cost_recorder.record_costs(root=course) == 0
    found = lesson_costs.load(course)["01_twins"]
    assert found["cores"] == os.cpu_count()
    assert 0.1 <= found["memory_gb"] < 1
    assert found["first_picture_seconds"] > 0
    if small_machine.offered():
        assert 0.1 <= found["small"]["memory_gb"] < 1
        assert found["small"]["minutes"] >= 0.1
    assert lesson_costs.sentence(found) in (course / "notebooks" / "01_twins.ipynb").read_text()
    assert builder.build_notebooks(check=True, root=course) == 0


def test_the_memory_of_child_processes_is_counted(tmp_path):
    allocate = "import time; held = bytearray(300_000_000); held[::4096] = b'1' * len(held[::4096]); time.sleep(2)"
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {allocate!r}], check=True)"
    measurement, problems = cost_recorder.measure_lesson(one_cell(tmp_path, code))
    assert problems == []
    assert measurement["memory_gb"] >= 0.3


def test_a_lesson_that_fails_is_not_measured(tmp_path, capsys):
    course = make_course(tmp_path)
    builder.build_notebooks(root=course)
    nbformat.write(
        new_notebook(cells=[new_code_cell("1 / 0", id="lesson-00")]), course / "notebooks" / "01_twins.ipynb"
    )
    assert cost_recorder.record_costs(root=course) == 1
    assert "01_twins: cell lesson-00: ZeroDivisionError" in capsys.readouterr().err
    assert not (course / "notebooks" / "measured.json").exists()


def test_an_unknown_lesson_cannot_be_measured(tmp_path, capsys):
    course = make_course(tmp_path)
    builder.build_notebooks(root=course)
    assert cost_recorder.record_costs(["02_twins"], root=course) == 1
    assert "no such lesson: 02_twins; there are 01_twins" in capsys.readouterr().err
