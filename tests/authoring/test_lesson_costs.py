"""No lesson takes more than a learner has, and the limits are said alike everywhere."""

import datetime

import pytest

from course_lib.authoring import lesson_costs
from course_lib.authoring.lesson_costs import ALLOWANCES, Allowance, too_costly
from course_lib.machine import computer
from course_lib.paths import ROOT

ALLOWED = {"05_testing": Allowance(3.0, 1.7, datetime.date(2026, 11, 28), "it is long")}


def test_every_lesson_keeps_the_learners_limits_or_its_allowance():
    costs = lesson_costs.load(ROOT)
    assert costs.keys() == {path.stem for path in (ROOT / "notebooks" / "source").glob("*.py")}
    assert too_costly(costs) == []


def test_no_lesson_was_measured_without_the_limit_of_binder():
    assert {name for name, entry in lesson_costs.load(ROOT).items() if entry["small"]["limit_gb"] != 2.0} == set()


def test_a_lesson_that_is_too_large_beside_jupyterlab_shows():
    entry = {"minutes": 1.0, "memory_gb": 1.5, "small": {"minutes": 1.5, "memory_gb": 1.7, "limit_gb": 2.0}}
    assert too_costly({"05_testing": entry}, {}) == ["05_testing takes 1.7 GB beside JupyterLab; 1.6 are allowed"]


def test_the_list_of_allowances_is_short_and_dated():
    assert len(ALLOWANCES) <= 2
    assert all(each.since <= datetime.date.today() and each.reason for each in ALLOWANCES.values())


def test_contributing_states_the_limits():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    words = {1: "One", 2: "Two", 3: "Three"}[int(computer.LESSON_MINUTES)]
    assert int(computer.LESSON_MINUTES) == computer.LESSON_MINUTES
    assert f"{words} minutes and {computer.LESSON_MEMORY} GB at most on two cores" in text


@pytest.mark.parametrize(
    ("minutes", "memory_gb", "allowances", "sentences"),
    [
        (2.0, 1.5, {}, []),
        (2.1, 1.5, {}, ["05_testing takes 2.1 minutes and 1.5 GB; 2.0 and 1.5 are allowed"]),
        (2.0, 1.6, {}, ["05_testing takes 2.0 minutes and 1.6 GB; 2.0 and 1.5 are allowed"]),
        (3.0, 1.5, ALLOWED, []),
        (1.0, 1.7, ALLOWED, []),
        (3.1, 1.5, ALLOWED, ["05_testing takes 3.1 minutes and 1.5 GB; 3.0 and 1.7 are allowed"]),
        (2.0, 1.5, ALLOWED, ["05_testing keeps the limits: its allowance can go"]),
    ],
)
def test_what_counts_as_too_costly(minutes, memory_gb, allowances, sentences):
    assert too_costly({"05_testing": {"minutes": minutes, "memory_gb": memory_gb}}, allowances) == sentences


def test_an_allowance_of_an_unknown_lesson_shows():
    assert too_costly({}, ALLOWED) == ["05_testing was not measured: its allowance can go"]
