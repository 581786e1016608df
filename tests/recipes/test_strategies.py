"""The comparison of lesson 12: no class in two parts, and a training that follows from its arguments alone."""

import itertools

import numpy as np
import pytest

from course_lib import data, losses
from course_lib.recipes import strategies
from course_lib.recipes.trials import Trials, score


def classes_of(part):
    return {part.names[label] for label in np.unique(part.labels)}


@pytest.fixture(scope="module")
def products():
    return strategies.products(1)


def test_no_product_is_in_two_parts_or_two_deals(products):
    parts = [classes_of(part) for deal in (products, strategies.products(2)) for part in deal.values()]
    assert [len(part) for part in parts] == [100, 50, 50] * 2
    assert all(not one & other for one, other in itertools.combinations(parts, 2))


def test_characters_are_judged_on_alphabets_that_nobody_learns_or_chooses_by():
    if not all(data.find(f"omniglot-{part}") for part in ("small1", "small2")):
        pytest.skip("Omniglot is not on this machine")
    deals = [strategies.characters(deal) for deal in range(strategies.DEALS)]
    tests = [classes_of(deal["test"]) for deal in deals[1:]]
    assert all(not one & other for one, other in itertools.combinations(tests, 2))
    alphabets = lambda part: {name.split("/")[0] for name in classes_of(part)}
    learned = set().union(*(alphabets(deal["train"]) for deal in deals)) | alphabets(deals[0]["val"])
    assert not learned & set().union(*(alphabets(deal["test"]) for deal in deals[1:]))
    assert not classes_of(deals[0]["train"]) & classes_of(deals[0]["val"])


@pytest.mark.parametrize("deal", [-1, strategies.DEALS, 0.5])
def test_an_unknown_deal_is_refused(deal):
    for make in strategies.SETS.values():
        with pytest.raises(ValueError, match="deal: expected a whole number"):
            make(deal)


def test_places_become_settings_in_equal_factors():
    method = strategies.METHODS["semi-hard"]
    assert (method.value(0), method.value(1)) == (method.low, pytest.approx(method.high))
    assert method.value(0.5) ** 2 == pytest.approx(method.low * method.high)
    assert strategies.rate_at(0.5) ** 2 == pytest.approx(np.prod(strategies.RATES))


@pytest.mark.parametrize("name", strategies.METHODS | strategies.ABLATED)
def test_every_method_runs_and_its_setting_reaches_the_loss(products, name):
    few = products["train"].of_classes(np.unique(products["train"].labels)[:20])
    trials, method = Trials(name, few, width=2, dimension=4), (strategies.METHODS | strategies.ABLATED)[name]
    for value in (method.low, method.high):
        trials.run(0.01, value, 1, seed=0)
        assert float(getattr(*method.owner(trials.loss))) == pytest.approx(value)


def test_the_default_is_that_of_the_loss():
    found = {name: method.default() for name, method in strategies.METHODS.items()}
    assert found["SupCon"] == losses.SupConLoss().temperature
    assert found["softmax"] == losses.NormalisedSoftmaxLoss(2).scale
    assert found["batch-hard"] == losses.MinedTripletLoss().margin


@pytest.mark.parametrize("name", ["random", "Proxy-Anchor"])
def test_a_training_does_not_depend_on_the_one_before(products, name):
    few = products["train"].of_classes(np.unique(products["train"].labels)[:20])
    trials = Trials(name, few, width=2, dimension=4)
    setting = strategies.METHODS[name].value(0.5)
    first = trials.run(0.01, setting, 4, seed=3).get_weights()
    trials.run(0.05, strategies.METHODS[name].value(1), 4, seed=4)
    again = trials.run(0.01, setting, 4, seed=3).get_weights()
    for one, other in zip(first, again, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_a_training_is_that_of_a_plain_loss(products):
    """The setting as a variable does what it does as a number."""
    few = products["train"].of_classes(np.unique(products["train"].labels)[:20])
    trials = Trials("softmax", few, width=2, dimension=4)
    trials.run(0.01, 7.0, 1, seed=0)
    labels, x = np.arange(6), np.random.default_rng(0).normal(size=(6, 4)).astype("float32")
    plain = losses.NormalisedSoftmaxLoss(20, scale=7.0)
    plain.layer.build((None, 4))
    plain.layer.set_weights([trials.loss.layer.kernel.numpy()])
    assert float(trials.loss(labels, x)) == pytest.approx(float(plain(labels, x)), rel=1e-5)


def test_a_pause_comes_after_each_step_and_may_end_the_training(products):
    few = products["train"].of_classes(np.unique(products["train"].labels)[:20])
    done = []

    def pause(steps):
        done.append(steps)
        if steps == 3:
            raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        Trials("SupCon", few, width=2, dimension=4).run(0.01, 0.1, 9, seed=0, pause=pause)
    assert done == [1, 2, 3]


def test_a_training_finds_more_than_none(products):
    trials = Trials("semi-hard", products["train"])
    before = score(trials.network, products["test"])
    assert score(trials.run(0.02, 0.3, 60, seed=0), products["test"]) > 2 * before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda part: Trials("hinge", part), "method: expected one of .*got 'hinge'"),
        (lambda part: Trials("SupCon", part, width=2).run(0.01, 0.1, 0, 0), "steps: expected a whole number"),
        (lambda part: Trials("SupCon", part, width=2).run(0.01, 0.1, 1, -1), "seed: expected"),
    ],
)
def test_bad_input_is_named(products, call, message):
    with pytest.raises(ValueError, match=message):
        call(products["test"])
