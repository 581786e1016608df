"""The record of a study: what was added is there, once, whatever happens on the way."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from course_lib.machine import files
from course_lib.report import RunLog, open_study
from course_lib.report.text import one_line

ANY_TEXT = st.text().filter(one_line)


def figure():
    made = Figure(figsize=(1, 1))
    made.subplots().plot([0, 1])
    return made


def test_runs_come_back_in_the_order_in_which_they_were_added(tmp_path):
    log = RunLog(tmp_path / "new" / "study")
    assert log.runs() == []
    assert log.figures() == []
    for setting, seed in (("b", 1), ("a", 0), ("b", 0)):
        log.add(setting, seed, {"MAP@R": seed / 2, "loss": np.float32(0.25)})
    assert [(run.setting, run.seed, run.numbers["MAP@R"]) for run in log.runs()] == [
        ("b", 1, 0.5),
        ("a", 0, 0),
        ("b", 0, 0),
    ]
    assert all(run.numbers["loss"] == 0.25 and run.facts["Python"] for run in RunLog(log.folder).runs())


def test_a_run_that_is_repeated_takes_its_own_place(tmp_path):
    log = RunLog(tmp_path)
    log.add("a", 0, {"x": 1})
    log.add("b", 0, {"x": 2})
    log.add("a", np.int64(0), {"x": 3})
    assert [(run.setting, run.numbers) for run in log.runs()] == [("a", {"x": 3}), ("b", {"x": 2})]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 10**400])
def test_what_is_no_finite_number_is_kept_as_missing(tmp_path, value):
    log = RunLog(tmp_path)
    log.add("a", 0, {"x": value})
    assert log.runs()[0].numbers == {"x": None}


@given(setting=ANY_TEXT, name=ANY_TEXT, seed=st.integers(0, 2**70))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_name(tmp_path_factory, setting, name, seed):
    log = RunLog(tmp_path_factory.mktemp("study"))
    log.add(setting, seed, {name: 0.5})
    log.add(setting + "x", seed, {name: 0.25})
    assert [(run.setting, run.seed, run.numbers) for run in log.runs()] == [
        (setting, seed, {name: 0.5}),
        (setting + "x", seed, {name: 0.25}),
    ]


def test_an_interrupted_write_leaves_the_old_run_and_all_others(tmp_path, monkeypatch):
    log = RunLog(tmp_path)
    log.add("a", 0, {"x": 1})

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", interrupted)
        for setting in ("a", "b"):
            with pytest.raises(KeyboardInterrupt):
                log.add(setting, 0, {"x": 2})
    assert [(run.setting, run.numbers) for run in log.runs()] == [("a", {"x": 1})]
    log.add("b", 0, {"x": 2})
    assert len(log.runs()) == 2


def test_what_a_kill_left_is_no_run(tmp_path):
    log = RunLog(tmp_path)
    log.add("a", 0, {"x": 1})
    (tmp_path / "runs" / ".part-0123-abc.json").write_text("{")
    assert len(log.runs()) == 1


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"setting": "a", "seed": 0, "numbers": {"x": "y"}, "when": 1.5, "facts": {}}']
)
def test_a_damaged_file_is_named(tmp_path, text):
    log = RunLog(tmp_path)
    log.add("a", 0, {"x": 1})
    (path,) = (tmp_path / "runs").glob("*.json")
    path.write_text(text)
    with pytest.raises(ValueError, match=f"{path.name}: expected .*; delete the file and run it again"):
        log.runs()


def test_a_record_with_more_in_it_is_read(tmp_path):
    log = RunLog(tmp_path)
    log.add("a", 0, {"x": 1})
    (path,) = (tmp_path / "runs").glob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"new": 1}))
    assert log.runs()[0].setting == "a"


def test_figures_are_kept_by_their_names(tmp_path):
    log = RunLog(tmp_path)
    for name, alt in (("b", "rises"), ("a", "falls"), ("b", "is flat")):
        log.add_figure(name, figure(), alt)
    assert [(picture.name, picture.alt) for picture in log.figures()] == [("a", "falls"), ("b", "is flat")]
    assert all(picture.path.read_bytes().startswith(b"\x89PNG") for picture in log.figures())


def test_a_study_lies_beside_the_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.json"))
    assert open_study("margins-0").folder == tmp_path / "studies" / "margins-0"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda log: log.add("", 0, {"x": 1}), "setting: expected a text that is not empty, got ''"),
        (lambda log: log.add("\n", 0, {"x": 1}), "setting: expected a text"),
        (lambda log: log.add("\ud800", 0, {"x": 1}), "setting: expected a text"),
        (lambda log: log.add(None, 0, {"x": 1}), "setting: expected a text"),
        (lambda log: log.add("a", -1, {"x": 1}), "seed: expected a whole number of at least 0, got -1"),
        (lambda log: log.add("a", 0.5, {"x": 1}), "seed: expected a whole number"),
        (lambda log: log.add("a", 0, {}), "numbers: expected at least one"),
        (lambda log: log.add("a", 0, 0.5), "numbers: expected at least one"),
        (lambda log: log.add("a", 0, {"": 1}), "numbers: expected a text"),
        (lambda log: log.add("a", 0, {"x": "0.5"}), r"numbers\['x'\]: expected a number, got '0.5'"),
        (lambda log: log.add("a", 0, {"x": True}), r"numbers\['x'\]: expected a number, got True"),
        (lambda log: log.add("a", 0, {"x": np.ones(1)}), r"numbers\['x'\]: expected a number"),
        (lambda log: log.add("a", 0, {"x": None}), r"numbers\['x'\]: expected a number, got None"),
        (lambda log: log.add_figure("", figure(), "a"), "name: expected a text"),
        (lambda log: log.add_figure("a", figure(), " "), "alt: expected a text"),
        (lambda log: log.add_figure("a", None, "b"), "figure: expected a figure of matplotlib, got NoneType"),
        (lambda _: open_study("../a"), "name: expected letters, digits"),
        (lambda _: open_study(""), "name: expected letters, digits"),
        (lambda _: open_study(None), "name: expected letters, digits"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(tmp_path, call, message):
    log = RunLog(tmp_path / "study")
    with pytest.raises(ValueError, match=message):
        call(log)
    assert not log.folder.exists()
