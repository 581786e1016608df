"""A search with strangers, against asking every query one by one, and scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as judge

from course_lib import data
from course_lib.evaluation.baselines import raw_pixels
from course_lib.evaluation.open_set import answer_costs, identification_rate, nearest_distances, open_set_curve
from course_lib.evaluation.threshold_cost import cheapest

distances = st.lists(st.integers(0, 9), min_size=1, max_size=15)
queries = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=15)
prices, shares = st.floats(0, 100), st.floats(0, 1)
EVERYWHERE = np.append(np.arange(-0.5, 10.5, 0.5), np.inf)


def answers(known, strangers, threshold):
    """How many known queries get the right product, a wrong one, "not here"; how many strangers get a product."""
    right = wrong = refused = alarms = 0
    for distance, is_right in known:
        if distance >= threshold:
            refused += 1
        elif is_right:
            right += 1
        else:
            wrong += 1
    for distance in strangers:
        alarms += distance < threshold
    return right, wrong, refused, alarms


def split(known):
    return [distance for distance, _ in known], [is_right for _, is_right in known]


@given(queries, distances)
def test_the_curve_is_what_asking_gives(known, strangers):
    curve = open_set_curve(*split(known), strangers)
    for false_alarms, identified, misnamed, threshold in zip(*curve, strict=True):
        right, wrong, _, alarms = answers(known, strangers, threshold)
        assert (false_alarms, identified, misnamed) == (alarms / len(strangers), right / len(known), wrong / len(known))
    assert curve[0][-1] == 1
    assert curve[1][-1] == np.mean(split(known)[1])


@given(queries, distances, shares)
def test_the_identification_rate_is_the_best_that_keeps_the_promise(known, strangers, most_alarms):
    found = identification_rate(*split(known), strangers, most_alarms)
    counted = [answers(known, strangers, threshold) for threshold in EVERYWHERE]
    allowed = [right / len(known) for right, _, _, alarms in counted if alarms / len(strangers) <= most_alarms]
    assert found == max(allowed)


@given(distances, distances, shares)
def test_when_every_nearest_is_right_it_is_the_curve_of_scikit_learn(known, strangers, most_alarms):
    truth = np.repeat([1, 0], [len(known), len(strangers)])
    false, true, _ = judge.roc_curve(truth, -np.array(known + strangers, float), drop_intermediate=False)
    expected = true[false <= most_alarms].max()
    assert identification_rate(known, [True] * len(known), strangers, most_alarms) == pytest.approx(expected)


@given(queries, distances, prices, prices, shares)
def test_no_threshold_is_cheaper(known, strangers, cost_refused, cost_wrong, base_rate):
    def cost(threshold):
        _, wrong, refused, alarms = answers(known, strangers, threshold)
        of_known = (cost_refused * refused + cost_wrong * wrong) / len(known)
        return base_rate * of_known + (1 - base_rate) * cost_wrong * alarms / len(strangers)

    costs, thresholds = answer_costs(*split(known), strangers, cost_refused, cost_wrong, base_rate)
    np.testing.assert_allclose(costs, [cost(threshold) for threshold in thresholds], atol=1e-9)
    assert cost(cheapest(costs, thresholds)) <= min(cost(threshold) for threshold in EVERYWHERE) + 1e-9


def test_without_strangers_to_come_and_with_free_mistakes_every_query_is_answered():
    costs, thresholds = answer_costs([1.0, 5.0], [True, True], [2.0], cost_refused=1, cost_wrong=9, base_rate=1)
    assert cheapest(costs, thresholds) == np.inf
    costs, thresholds = answer_costs([1.0, 5.0], [True, True], [2.0], cost_refused=0, cost_wrong=1, base_rate=0.5)
    assert cheapest(costs, thresholds) == 1.0


def test_the_nearest_picture_is_found_and_judged():
    pictures = data.catalogue(classes=8, per_class=20, size=16)
    inside, outside = data.split_by_class(pictures, unseen=2)
    gallery, known, strangers = inside.where(split="train"), inside.where(split="test"), outside.where(split="test")
    found, right = nearest_distances(raw_pixels, known, gallery)
    x, g = raw_pixels(known.pictures), raw_pixels(gallery.pictures)
    for i in range(len(known)):
        lengths = [np.sqrt(((x[i] - other) ** 2).sum()) for other in g]
        assert found[i] == pytest.approx(min(lengths))
        assert right[i] == (gallery.labels[int(np.argmin(lengths))] == known.labels[i])
    assert 0 < right.mean() < 1
    assert not nearest_distances(raw_pixels, strangers, gallery)[1].any()


def test_a_tie_counts_against_us():
    pictures = data.catalogue(classes=2, per_class=2, size=16)
    distance, right = nearest_distances(lambda x: np.ones((len(x), 3)), pictures, pictures)
    assert distance.tolist() == [0] * 4
    assert not right.any()


def test_a_gallery_of_one_product_names_it_always():
    pictures = data.catalogue(classes=1, per_class=10, size=16)
    _, right = nearest_distances(raw_pixels, pictures.where(split="test"), pictures.where(split="train"))
    assert right.all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: open_set_curve([], [], [1.0]), "known, strangers: expected at least one each, got 0, 1"),
        (lambda: open_set_curve([1.0], [True], [-1.0]), "known, strangers: expected finite distances of at least 0"),
        (lambda: open_set_curve([None], [True], [1.0]), "known, strangers: expected real numbers"),
        (lambda: open_set_curve([1.0], [True], np.ma.masked_all(1)), "known, strangers: expected values none of which"),
        (lambda: open_set_curve([1.0], [[True], [True, False]], [1.0]), "right: expected an array or lists of one"),
        (
            lambda: identification_rate([1.0], [True], [1.0], None),
            "most_alarms: expected a share, .* got None",
        ),
        (lambda: identification_rate([1.0], [True], [1.0], [0.1]), "most_alarms: expected a share, from 0 to 1, got"),
        (lambda: open_set_curve([1.0], [1], [1.0]), r"right: expected bool \(1,\), got int64 \(1,\)"),
        (lambda: open_set_curve([1.0], [True, False], [1.0]), r"right: expected bool \(1,\), got bool \(2,\)"),
        (lambda: identification_rate([1.0], [True], [1.0], 2), "most_alarms: expected a share, from 0 to 1, got 2"),
        (lambda: answer_costs([1.0], [True], [1.0], -1, 1, 0.5), "cost_refused: expected a finite number"),
        (lambda: answer_costs([1.0], [True], [1.0], 1, np.nan, 0.5), "cost_wrong: expected a finite number"),
        (lambda: answer_costs([1.0], [True], [1.0], 1, 1, -0.5), "base_rate: expected a share"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
