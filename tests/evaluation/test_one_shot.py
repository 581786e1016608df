"""One-shot classification: a plain loop, SciPy and the published figure as oracles."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib import data
from course_lib.data import OneShotRuns, PictureSet
from course_lib.evaluation import one_shot
from course_lib.evaluation.certainty import bootstrap_interval
from course_lib.evaluation.drawing_baselines import (
    centred,
    embedding_distances,
    flat_pixels,
    hausdorff_distances,
    ink_points,
    modified_hausdorff,
)


def answers_of(runs, ways, seed=0):
    return np.random.default_rng(seed).permuted(np.tile(np.arange(ways), (runs, 1)), axis=1)


def alphabets(sizes, drawers=4, side=8, missing=()):
    """A PictureSet like Omniglot's: each drawing's pixels say its character and its drawer."""
    names = tuple(f"{alphabet}/character{i + 1:02d}" for alphabet, size in sizes.items() for i in range(size))
    drawn = [(label, drawer) for label in range(len(names)) for drawer in range(1, drawers + 1)]
    drawn = [pair for pair in drawn if pair not in missing]
    labels, drawers = np.array(drawn).T
    pictures = np.zeros((len(drawn), side, side, 1), np.uint8)
    pictures[:, 0, 0, 0], pictures[:, 0, 1, 0] = labels, drawers
    coarse = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    return PictureSet(
        pictures,
        labels,
        names,
        np.full(len(drawn), "train"),
        coarse[labels],
        tuple(sizes),
        files=tuple(f"{names[label]}/{label:04d}_{drawer:02d}.png" for label, drawer in drawn),
    )


def published(size):
    if not data.find("omniglot-runs"):
        pytest.skip("the published runs are not on this machine")
    return data.omniglot_runs(size)


DISTANCES = arrays(float, (2, 4, 4), elements=st.integers(0, 3).map(float))


@given(DISTANCES, st.integers(0, 99))
def test_an_answer_is_right_when_it_is_strictly_nearest(distances, seed):
    answers = answers_of(2, 4, seed)
    for r, i in itertools.product(range(2), range(4)):
        right = answers[r, i]
        expected = all(distances[r, i, right] < distances[r, i, j] for j in range(4) if j != right)
        assert one_shot.right_answers(distances, answers)[r, i] == expected
    np.testing.assert_array_equal(
        one_shot.run_errors(distances, answers), 100 - 100 * one_shot.right_answers(distances, answers).mean(axis=1)
    )


def test_a_constant_model_is_always_wrong_where_an_argmin_calls_it_perfect():
    """Pitfall P13: 400 trials, each match first among its twenty, all distances equal."""
    distances, first = np.ones((20, 20, 20)), np.zeros((20, 20), int)
    naive_error = 100 * (distances.argmin(axis=2) != first).mean()
    assert naive_error == 0
    assert (one_shot.run_errors(distances, first) == 100).all()
    for answers in (answers_of(20, 20), np.tile(np.arange(20), (20, 1))):
        assert (one_shot.run_errors(distances, answers) == 100).all()
        assert (one_shot.run_errors_matched_together(distances, answers) == 100).all()
        assert (one_shot.run_errors_matched_together(0 * distances, answers) == 100).all()


@given(DISTANCES, st.integers(0, 99))
def test_mistakes_are_the_wrong_answers_with_the_nearest_other(distances, seed):
    answers = answers_of(2, 4, seed)
    found = one_shot.mistakes(distances, answers)
    wrong = ~one_shot.right_answers(distances, answers)
    assert [(m.run, m.test) for m in found] == [tuple(place) for place in np.argwhere(wrong)]
    for run, test, answer, chosen in found:
        assert answer == answers[run, test] != chosen
        others = np.delete(distances[run, test], answer)
        assert distances[run, test, chosen] == others.min() <= distances[run, test, answer]


@given(DISTANCES, st.integers(0, 99))
def test_matching_together_takes_the_cheapest_matching_and_among_equals_the_worst(distances, seed):
    answers = answers_of(2, 4, seed)
    found = one_shot.run_errors_matched_together(distances, answers)
    for run, own, error in zip(distances, answers, found, strict=True):
        ways = [(run[range(4), order].sum(), (own == order).mean()) for order in itertools.permutations(range(4))]
        assert error == 100 * (1 - min(ways)[1])


def test_matching_together_can_mend_what_one_by_one_is_wrong():
    distances = np.array([[[0.1, 0.2], [0.1, 0.3]]])
    assert one_shot.run_errors(distances, [[1, 0]]).tolist() == [50]
    assert one_shot.run_errors_matched_together(distances, [[1, 0]]).tolist() == [0]


SET = alphabets({"Greek": 6, "Latin": 9, "Tagalog": 4}, drawers=5)


@given(st.integers(0, 10**6), st.sampled_from([["Greek"], ["Latin", "Greek"]]), st.integers(2, 6))
def test_runs_are_made_as_the_published_ones(seed, names, ways):
    made = data.one_shot_tasks(SET, names, 5, ways=ways, seed=seed)
    assert len(made) == 5
    assert made.alphabets == tuple((names * 5)[:5])
    for r in range(5):
        shown, drawn = made.gallery[r, :, 0, 0, 0], made.test[r, :, 0, 0, 0]  # pixels say the character ...
        by, tested_by = made.gallery[r, :, 0, 1, 0], made.test[r, :, 0, 1, 0]  # ... and the drawer
        assert len(set(shown)) == ways
        assert {SET.names[label].split("/")[0] for label in shown} == {made.alphabets[r]}
        np.testing.assert_array_equal(shown, made.characters[r])
        np.testing.assert_array_equal(shown[made.answers[r]], drawn)
        assert [set(by), set(tested_by)] == [{drawer} for drawer in made.drawers[r]]
        assert made.drawers[r, 0] != made.drawers[r, 1]
    again, longer = (data.one_shot_tasks(SET, names, n, ways=ways, seed=seed) for n in (5, 8))
    for first in (again, longer):
        np.testing.assert_array_equal(first.test[:5], made.test)
        np.testing.assert_array_equal(first.answers[:5], made.answers)


def test_every_character_drawer_and_place_comes_up():
    made = data.one_shot_tasks(SET, ["Latin"], 200, ways=4)
    assert set(made.characters.ravel()) == set(range(6, 15))
    assert {tuple(pair) for pair in made.drawers} == set(itertools.permutations(range(1, 6), 2))
    assert 0.2 < (made.answers == np.arange(4)).mean() < 0.3
    assert not (made.answers == data.one_shot_tasks(SET, ["Latin"], 200, ways=4, seed=1).answers).all()


def test_only_drawers_of_all_chosen_characters_take_part():
    some = alphabets({"Greek": 3}, drawers=4, missing={(0, 1), (2, 3)})
    made = data.one_shot_tasks(some, ["Greek"], 30, ways=3)
    assert {drawer for pair in made.drawers for drawer in pair} == {2, 4}
    with pytest.raises(ValueError, match="characters: expected at least 2 in a run, got 1 drawers of all 2 characters"):
        data.one_shot_tasks(alphabets({"Greek": 2}, drawers=1), ["Greek"], 1, ways=2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"alphabets": ["Klingon", "Greek"]},
            r"alphabets: expected some of \('Greek', 'Latin', 'Tagalog'\), got \['Kli",
        ),
        ({"alphabets": []}, "alphabets: expected at least one name, got none"),
        ({"alphabets": "Greek"}, "alphabets: expected a list of names, got 'Greek'"),
        (
            {"alphabets": ["Greek", "Tagalog"], "ways": 6},
            "alphabets: expected at least 6 characters in each, got Tagalog with 4",
        ),
        ({"ways": 1}, "ways: expected a whole number from 2"),
        ({"runs": 0}, "runs: expected a whole number from 1"),
        ({"seed": -1}, "seed: expected a whole number of at least 0"),
        ({"characters": data.catalogue(2, 2, 16)}, "alphabets: expected some of"),
    ],
)
def test_tasks_that_cannot_be_made_are_named(arguments, message):
    fits = {"characters": SET, "alphabets": ["Greek"], "runs": 2, "ways": 3, "seed": 0}
    with pytest.raises(ValueError, match=message):
        data.one_shot_tasks(**{**fits, **arguments})


def test_validation_runs_of_the_true_alphabets():
    if not data.find("omniglot-small2"):
        pytest.skip("Omniglot is not on this machine")
    characters = data.omniglot("small2", size=16)
    with pytest.raises(ValueError, match="at least 20 characters in each, got Tagalog with 17"):
        data.one_shot_tasks(characters, ["Tagalog"], 1)
    made = data.one_shot_tasks(characters, ["Sanskrit", "Japanese_(katakana)"], 4)
    assert made.test.shape == made.gallery.shape == (4, 20, 16, 16, 1)
    error = one_shot.run_errors(embedding_distances(flat_pixels, made), made.answers).mean()
    assert 50 < error < 95
    assert data.one_shot_tasks(characters, ["Tagalog"], 2, ways=17).answers.shape == (2, 17)


def test_pixels_on_the_published_runs():
    """81.0 % at the drawings' own size; with centred ink 57.8 %."""
    runs = published(105)
    plain = embedding_distances(flat_pixels, runs)
    moved = embedding_distances(lambda pictures: flat_pixels(centred(pictures)), runs)
    assert one_shot.run_errors(plain, runs.answers).mean() == pytest.approx(81.0, abs=0.5)
    assert one_shot.run_errors(moved, runs.answers).mean() == pytest.approx(57.75, abs=0.5)
    np.testing.assert_allclose(
        plain[7, 3, 5], np.sqrt((((runs.test[7, 3] / 255.0) - runs.gallery[7, 5] / 255.0) ** 2).sum()), rtol=1e-5
    )


def test_the_modified_hausdorff_distance_reproduces_the_published_figure():
    runs = published(105)
    errors = one_shot.run_errors(hausdorff_distances(runs), runs.answers)
    assert errors.mean() == pytest.approx(38.8, abs=0.2)
    low, high = bootstrap_interval(errors)
    assert low < 35 < 42 < high


def test_the_modified_hausdorff_distance_is_that_of_a_double_loop():
    rng = np.random.default_rng(0)
    pictures = (rng.random((4, 9, 9, 1)) < 0.2).astype(np.uint8) * 255
    runs = OneShotRuns(pictures[None, :2], pictures[None, 2:], np.array([[1, 0]]))
    found = hausdorff_distances(runs)
    for i, j in itertools.product(range(2), range(2)):
        left, right = (ink_points(picture) for picture in (runs.test[0, i], runs.gallery[0, j]))
        there = [min(np.hypot(*(p - q)) for q in right) for p in left]
        back = [min(np.hypot(*(p - q)) for p in left) for q in right]
        assert found[0, i, j] == pytest.approx(max(np.mean(there), np.mean(back)))
        assert modified_hausdorff(left, right) == pytest.approx(found[0, i, j])
        assert modified_hausdorff(left, left) == 0


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_where_the_ink_lies_is_forgotten_by_centring(down, right):
    picture = np.zeros((1, 13, 12, 1), np.uint8)
    picture[0, 5:8, 4:7, 0] = np.random.default_rng(0).integers(1, 256, (3, 3))
    moved = np.roll(picture, (down, right), axis=(1, 2))
    np.testing.assert_array_equal(centred(moved), centred(picture))
    np.testing.assert_allclose(ink_points(moved[0]), ink_points(picture[0]), atol=1e-12)
    assert centred(moved).sum() == picture.sum(dtype=int)
    found = centred(moved)[0, ..., 0]
    middle = np.average(np.argwhere(found), axis=0, weights=found[found > 0])
    assert np.abs(middle - [6, 5.5]).max() <= 0.5


def test_pictures_without_ink():
    dark = np.zeros((1, 8, 8, 1), np.uint8)
    np.testing.assert_array_equal(centred(dark), dark)
    with pytest.raises(ValueError, match="picture: expected at least one pixel brighter than 127, got no ink"):
        ink_points(dark[0])


GOOD = np.zeros((2, 3, 3)), answers_of(2, 3)


@pytest.mark.parametrize("score", [one_shot.run_errors, one_shot.mistakes, one_shot.run_errors_matched_together])
@pytest.mark.parametrize(
    ("distances", "answers", "message"),
    [
        (np.zeros((3, 3)), GOOD[1], r"distances: expected shape \(runs, n, w\)"),
        (np.full((2, 3, 3), np.nan), GOOD[1], "distances: expected numbers, got NaN"),
        (GOOD[0], GOOD[1][:1], r"answers: expected whole numbers \(2, 3\)"),
        (GOOD[0], GOOD[1] + 0.0, r"answers: expected whole numbers \(2, 3\), one per test drawing, got float64"),
        (GOOD[0], GOOD[1] + 1, "answers: expected 0 to 2, places in the gallery, got 1 to 3"),
    ],
)
def test_scores_refuse_what_does_not_fit(score, distances, answers, message):
    with pytest.raises(ValueError, match=message):
        score(distances, answers)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: one_shot.run_errors_matched_together(GOOD[0], GOOD[1] * 0),
            "answers: expected each place of the gallery",
        ),
        (lambda: one_shot.run_errors_matched_together(GOOD[0] + np.inf, GOOD[1]), "distances: expected finite numbers"),
        (lambda: flat_pixels(np.zeros((2, 8, 8))), "pictures: expected uint8"),
        (lambda: centred(np.zeros((2, 8, 8), np.uint8)), "pictures: expected shape"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
