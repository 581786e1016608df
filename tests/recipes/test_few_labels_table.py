"""What bench/few_labels.py measured, read for the lessons."""

import numpy as np
import pytest
from scipy import stats

from course_lib.recipes.few_labels_table import few_labels, gained, of_set


def run(val, test):
    return {"val": val, "test": test, "rest": 0.0}


def measured(unlabelled, one, five, tried=(({}, 0.9),)):
    return {"unlabelled": unlabelled, "tried": tried, "runs": {"1": one, "5": five}}


MEASURED = {
    "counts": [1, 5],
    "methods": {
        "plain": measured(False, [run(0.5, 0.4)] * 3, [run(0.6, 0.5)] * 3, [[{"k": 1}, 0.2], [{"k": 2}, 0.4]]),
        "other": measured(False, [run(0.4, 0.9)] * 3, [run(0.7, 0.6)] * 3),
        "graph": measured(True, [run(0.9, 0.5), run(0.9, 0.7)], [run(0.9, 0.9)] * 2),
        "half": {"unlabelled": True, "tried": [[{}, 0.9]], "runs": {"1": [run(0.9, 0.9)]}},
    },
}


def test_validation_pictures_choose_reference_and_setting():
    found = of_set(MEASURED)
    assert found["reference"] == {1: "plain", 5: "other"}
    assert found["setting"]["plain"] == {"k": 2}
    assert "half" not in found["new"]
    assert found["new"]["graph"][1].tolist() == [0.5, 0.7]


def test_a_gain_is_paired_on_the_draws_that_both_have():
    found = of_set(MEASURED)
    low, high = stats.t.interval(0.95, 1, loc=0.2, scale=np.std([0.1, 0.3], ddof=1) / np.sqrt(2))
    assert gained(found, "graph", 1) == pytest.approx((0.2, low, high))
    assert gained(found, "plain", 1) == (0, 0, 0)
    assert gained(found, "graph", 1, over="other")[0] == pytest.approx(-0.3)
    with pytest.raises(ValueError, match="method: expected one of"):
        gained(found, "half", 1)


def test_both_sets_were_measured():
    sets = few_labels()
    assert set(sets) == {"digits", "catalogue"}
    assert len(sets["digits"]["new"]) == len(sets["catalogue"]["new"]) == 19
    every = np.array([a for found in sets.values() for each in found["new"].values() for a in each.values()], object)
    assert 0 <= min(map(np.min, every)) <= max(map(np.max, every)) <= 1
