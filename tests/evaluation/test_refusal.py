"""A search that may say "not here", against leaving every class out one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.evaluation import left_out, refusal
from course_lib.evaluation.left_out import Asked, ask_each, nearest_left_out
from course_lib.evaluation.refusal import Refusal, calibrated_refusal


def placed(classes, per_class, spread, seed=0, dimension=6):
    """Embeddings of classes around centres on the unit sphere, and their labels."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(classes, dimension))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    labels = np.arange(classes).repeat(per_class)
    return centres[labels] + spread * rng.normal(size=(len(labels), dimension)), labels


def by_loop(embeddings, labels, place):
    """Distances of one picture to the nearest other one of its class, and to the nearest of another class."""
    right = wrong = np.inf
    for other, label in enumerate(labels):
        distance = np.sqrt(((embeddings[place] - embeddings[other]) ** 2).sum())
        if other != place and label == labels[place]:
            right = min(right, distance)
        elif label != labels[place]:
            wrong = min(wrong, distance)
    return right, wrong


points = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 3)), min_size=2, max_size=20)


@given(points.filter(lambda some: len({label for *_, label in some}) > 1))
def test_the_nearest_are_those_of_a_plain_double_loop(some):
    table = np.array(some, float)
    embeddings, labels = table[:, :2], table[:, 2].astype(int)
    places = np.arange(len(labels))
    right, wrong = nearest_left_out(embeddings, labels, places)
    expected = [by_loop(embeddings, labels, place) for place in places]
    np.testing.assert_allclose(np.column_stack([right, wrong]), expected, atol=1e-9)
    asked = ask_each(embeddings, labels)
    known = [(min(pair), pair[0] < pair[1]) for pair in expected if pair[0] < np.inf]
    np.testing.assert_allclose(asked.nearest, [distance for distance, _ in known], atol=1e-9)
    assert asked.right.tolist() == [is_right for _, is_right in known]
    np.testing.assert_allclose(asked.strangers, [far for _, far in expected], atol=1e-9)
    assert asked.stranger_labels.tolist() == labels.tolist()


def test_who_asks_can_be_told():
    embeddings, labels = placed(6, 4, 0.3)
    asked = ask_each(embeddings, labels, known=np.array([5, 0]), strangers=np.array([23]))
    assert asked.known_labels.tolist() == [0, 1]
    np.testing.assert_allclose(asked.nearest, [min(by_loop(embeddings, labels, place)) for place in (0, 5)])
    np.testing.assert_allclose(asked.strangers, by_loop(embeddings, labels, 23)[1])


def test_no_more_ask_than_are_needed(monkeypatch):
    monkeypatch.setattr(left_out, "MOST_QUERIES", 7)
    asked = ask_each(*placed(6, 4, 0.3))
    assert (len(asked.nearest), len(asked.strangers)) == (7, 7)


def folds_by_loop(asked):
    """The three shares, each class judged by a threshold that the cheapest loop found on the other folds."""
    classes, wrong = refusal._in_random_order(asked), np.zeros(3)
    for begin in range(refusal.FOLDS):
        judging = set(classes[begin :: refusal.FOLDS].tolist())
        known = list(zip(asked.nearest, asked.right, asked.known_labels, strict=True))
        strangers = list(zip(asked.strangers, asked.stranger_labels, strict=True))
        choose = [(d, r) for d, r, label in known if label not in judging]
        choose_far = [d for d, label in strangers if label not in judging]
        every = [*sorted({d for d, _ in choose} | {*choose_far}), np.inf]
        costs = []
        for limit in every:
            refused = sum(d >= limit for d, _ in choose) / len(choose)
            misnamed = sum(d < limit and not r for d, r in choose) / len(choose)
            alarms = sum(d < limit for d in choose_far) / len(choose_far)
            costs.append(0.5 * (refused + misnamed) + 0.5 * alarms)
        best = int(np.argmin(np.round(costs, 12)))
        limit = (every[max(best - 1, 0)] + every[best]) / 2
        wrong[0] += sum(d < limit for d, label in strangers if label in judging)
        wrong[1] += sum(d >= limit for d, _, label in known if label in judging)
        wrong[2] += sum(d < limit and not r for d, r, label in known if label in judging)
    return wrong / (len(strangers), len(known), len(known))


@pytest.mark.parametrize(("spread", "seed"), [(0.1, 0), (0.25, 1), (0.3, 2)])
def test_the_errors_are_those_of_classes_that_did_not_choose(spread, seed):
    asked = ask_each(*placed(15, 6, spread, seed))
    found = calibrated_refusal(asked)
    np.testing.assert_allclose((found.false_alarms, found.refused, found.misnamed), folds_by_loop(asked), atol=1e-12)
    assert (found.threshold > 0) == (found.cost <= refusal.MOST_PAID) == (not found.reason)
    assert found.classes == 15


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 30), st.integers(2, 16), st.integers(1, 8), st.floats(0.01, 1))
def test_a_threshold_comes_with_small_errors_or_not_at_all(seed, classes, per_class, spread):
    found = calibrated_refusal(ask_each(*placed(classes, per_class, spread, seed)))
    assert bool(found.reason) == (found.threshold == 0)
    if found.threshold:
        assert classes >= refusal.FEWEST_CLASSES
        assert classes * per_class >= refusal.FEWEST_QUERIES
        assert found.cost <= refusal.MOST_PAID
        assert np.isfinite(found.threshold)
    for share in (found.false_alarms, found.refused, found.misnamed):
        assert 0 <= share <= 1


def test_the_promise_holds_for_strangers_who_come_later():
    promised, came = [], []
    for seed in range(8):
        embeddings, labels = placed(60, 8, 0.15, seed)
        inside = labels < 30
        found = calibrated_refusal(ask_each(embeddings[inside], labels[inside]))
        later = [np.sqrt(((embeddings[inside] - one) ** 2).sum(axis=1)).min() for one in embeddings[~inside]]
        promised.append(found.false_alarms)
        came.append(np.mean([distance < found.threshold for distance in later]))
    assert abs(np.mean(came) - np.mean(promised)) < 0.06


def test_where_the_classes_mean_nothing_there_is_no_threshold():
    embeddings, labels = placed(20, 10, 0.2)
    found = calibrated_refusal(ask_each(embeddings, np.random.default_rng(1).permutation(labels)))
    assert found.threshold == 0
    assert found.cost > 0.45
    assert "where guessing does 50 and 35 are allowed" in found.reason


@pytest.mark.parametrize(
    ("classes", "per_class", "reason"),
    [(9, 9, "10 classes with two pictures each, and here 9"), (12, 4, "50 pictures in such classes, not 48")],
)
def test_too_few_classes_or_pictures_are_named(classes, per_class, reason):
    found = calibrated_refusal(ask_each(*placed(classes, per_class, 0.01)))
    assert found.threshold == 0
    assert reason in found.reason


def test_the_cost_is_that_of_half_strangers():
    assert Refusal(1.0, false_alarms=0.2, refused=0.3, misnamed=0.1).cost == pytest.approx(0.3)


def test_counts_and_shares_at_a_threshold():
    asked = Asked(np.array([1.0, 1.5, 2.0, 3.0]), np.array([True, False, True, True]), np.array([1.9, 3.0]), None, None)
    assert asked.errors_at(2.0).tolist() == [1, 2, 1]
    assert asked.shares_at(2.0) == (0.5, 0.5, 0.25)


@pytest.mark.parametrize(
    ("labels", "places", "name"),
    [
        ([1, 1, 1], [0], "labels"),
        ([1, 2], [0], "labels"),
        ([1, 2, 2], [3], "places"),
        ([1, 2, 2], [-1], "places"),
        ([1, 2, 2], [0.5], "places"),
        ([1, 2, 2], 0, "places"),
    ],
)
def test_what_does_not_fit_is_named(labels, places, name):
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        nearest_left_out(np.eye(3), labels, places)
