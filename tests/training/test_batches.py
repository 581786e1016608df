import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.training.batches import CutMixBatches, PKBatches, pk_batch

LABELS = np.repeat([3, 5, 8, 9], [10, 1, 4, 6])
kinds_of_labels = st.sampled_from([int, float, str, lambda c: c - 2**62, lambda c: c * 2.0**40])


def rng(seed=0):
    return np.random.default_rng(seed)


class TestOneBatch:
    @given(
        arrays(int, st.integers(2, 30), elements=st.integers(0, 5)),
        kinds_of_labels,
        st.data(),
        st.integers(2, 6),
        st.integers(0, 1000),
    )
    @settings(deadline=None)
    def test_it_holds_p_classes_with_k_pictures_each(self, codes, kind, data, per_class, seed):
        labels = np.array([kind(int(c)) for c in codes])
        known, counts = np.unique(labels, return_counts=True)
        if len(known) < 2:
            with pytest.raises(ValueError, match="classes: expected 2 to 1"):
                pk_batch(labels, 2, per_class, rng(seed))
            return
        classes = data.draw(st.integers(2, len(known)))
        batch = pk_batch(labels, classes, per_class, rng(seed))
        assert sorted(np.unique(labels[batch], return_counts=True)[1]) == [per_class] * classes
        for c in np.unique(labels[batch]):
            different = len(np.unique(batch[labels[batch] == c]))
            if counts[known == c] >= per_class:
                assert different == per_class, "no picture twice where the class is large enough"
        assert (batch == pk_batch(labels, classes, per_class, rng(seed))).all()

    def test_every_class_and_every_picture_has_its_turn(self):
        generator = rng()
        seen = np.concatenate([pk_batch(LABELS, 2, 2, generator) for _ in range(400)])
        assert np.unique(seen).tolist() == list(range(len(LABELS)))
        shares = [np.isin(seen, np.flatnonzero(c == LABELS)).mean() for c in (3, 5, 8, 9)]
        assert all(0.2 < share < 0.3 for share in shares)


def batches(**options):
    return PKBatches(np.arange(len(LABELS)), LABELS, classes=3, per_class=2, steps=4, **options)


class TestEpochs:
    def test_an_epoch_depends_on_the_seed_and_its_number_alone(self):
        first, resumed = batches(seed=7), batches(seed=7)
        resumed.epoch = 1
        before = [first[i][0].tolist() for i in range(4)]
        first.on_epoch_end()
        assert [first[i][0].tolist() for i in range(4)] == [resumed[i][0].tolist() for i in range(4)]
        assert before != [resumed[i][0].tolist() for i in range(4)]
        assert before != [batches(seed=8)[i][0].tolist() for i in range(4)]

    @given(st.integers(0, 2**40), st.integers(0, 100), st.integers(0, 3))
    @settings(max_examples=25, deadline=None)
    def test_pictures_keep_their_labels(self, seed, epoch, i):
        made = batches(seed=seed)
        made.epoch = epoch
        pictures, labels = made[i]
        assert (LABELS[pictures] == labels).all()
        assert len(pictures) == 6

    def test_an_epoch_ends(self):
        made = batches()
        assert len(made) == 4
        assert len(list(made)) == 4

    def test_lists_are_taken_and_pictures_keep_shape_and_type(self):
        pictures, labels = PKBatches(np.zeros((4, 2, 2, 3), "uint8"), [0, 0, 1, 1], classes=2, per_class=2)[0]
        assert pictures.shape == (4, 2, 2, 3)
        assert pictures.dtype == np.uint8
        assert sorted(labels) == [0, 0, 1, 1]


COLOURS = np.broadcast_to(np.arange(6, dtype="uint8").repeat(4)[:, None, None, None], (24, 9, 14, 3))


def cut(pictures=COLOURS, labels=None, **options):
    labels = np.arange(6).repeat(4) if labels is None else labels
    return CutMixBatches(pictures, labels, classes=3, per_class=2, steps=4, **options)


class TestCutMix:
    """Pictures of one colour each: the number of the class."""

    @given(st.integers(0, 10_000), st.floats(0, 1), st.floats(0.01, 1))
    @settings(max_examples=40, deadline=None)
    def test_the_shares_are_those_of_the_pixels(self, seed, mixed, area):
        for pictures, shares in cut(seed=seed, mixed=mixed, area=area):
            counted = [[(picture[..., 0] == c).mean() for c in range(6)] for picture in pictures]
            np.testing.assert_allclose(shares, counted, atol=1e-6)

    def test_about_so_many_are_mixed_and_what_is_pasted_is_one_rectangle(self):
        mixed = 0
        for seed in range(60):
            for pictures, shares in cut(seed=seed, mixed=0.5):
                for picture, share in zip(pictures[..., 0], shares, strict=True):
                    if (share > 0).sum() == 2:
                        mixed += 1
                        of_second = picture == np.flatnonzero(share > 0)[1]
                        assert (of_second == np.outer(of_second.any(1), of_second.any(0))).all() or (
                            ~of_second == np.outer((~of_second).any(1), (~of_second).any(0))
                        ).all()
        assert 0.33 < mixed / (60 * 4 * 6) < 0.45  # one other in five is of the same class; some squares are empty

    def test_the_pictures_stay_as_they_were_and_a_batch_comes_again(self):
        pictures = np.array(COLOURS)
        first, again, later = cut(pictures), cut(pictures), cut(pictures)
        later.epoch = 1
        for i in range(4):
            for ours, theirs in zip(first[i], again[i], strict=True):
                np.testing.assert_array_equal(ours, theirs)
        assert not all((first[i][0] == later[i][0]).all() for i in range(4))
        np.testing.assert_array_equal(pictures, COLOURS)
        assert first[0][0].dtype == np.uint8

    def test_none_mixed_are_the_batches_themselves(self):
        plain = PKBatches(COLOURS, np.arange(6).repeat(4), classes=3, per_class=2, steps=4)
        for (pictures, shares), (same, labels) in zip(cut(mixed=0), plain, strict=True):
            np.testing.assert_array_equal(pictures, same)
            np.testing.assert_array_equal(shares.argmax(axis=1), labels)
            assert set(np.unique(shares)) == {0, 1}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cut(np.zeros((24, 9))), r"pictures: expected shape \(n, h, w, c\), got shape \(24, 9\)"),
        (lambda: cut(labels=np.arange(6.0).repeat(4) + 0.5), "labels: expected whole numbers, texts .* got fractions"),
        (lambda: cut(labels=np.arange(6).repeat(4) - 1), "labels: expected whole numbers from 0 on, got -1"),
        (lambda: cut(labels=np.arange(6).repeat(4).astype(str)), "labels: expected whole numbers from 0 on, got <U"),
        (lambda: cut(COLOURS * np.nan), "pictures: expected finite numbers, got NaN or infinity"),
        (lambda: cut(COLOURS[:0], labels=[]), "labels: expected shape .*, not empty"),
        (lambda: cut(mixed=1.5), "mixed: expected a share, 0 to 1, got 1.5"),
        (lambda: cut(area=0), "area: expected a share, above 0, at most 1, got 0"),
        (lambda: cut(area=float("nan")), "area: .* got nan"),
        (lambda: pk_batch([], 2, 2, rng()), "labels: .*not empty"),
        (lambda: pk_batch([[1, 2]], 2, 2, rng()), "labels: expected shape \\(n,\\).*got shape \\(1, 2\\)"),
        (lambda: pk_batch([0, np.nan, 1], 2, 2, rng()), "labels: expected whole numbers, texts or .* got NaN"),
        (lambda: pk_batch(LABELS, 5, 2, rng()), "classes: expected 2 to 4.*got 5"),
        (lambda: pk_batch(LABELS, 1, 2, rng()), "classes: expected 2 to 4.*got 1"),
        (lambda: pk_batch(LABELS, 2.0, 2, rng()), "classes: expected 2 to 4.*got 2.0"),
        (lambda: pk_batch(LABELS, 2, 1, rng()), "per_class: expected at least 2"),
        (lambda: pk_batch(LABELS, 2, 2.5, rng()), "per_class: expected at least 2.*got 2.5"),
        (lambda: PKBatches(np.zeros(3), LABELS), "labels: expected 3, one per picture, got 21 labels"),
        (lambda: PKBatches(LABELS, LABELS, classes=2, steps=0), "steps: expected a whole number of at least 1, got 0"),
        (
            lambda: PKBatches(LABELS, LABELS, classes=2, steps=1.5),
            "steps: expected a whole number of at least 1, got 1.5",
        ),
        (lambda: PKBatches(LABELS, LABELS, classes=2, seed=-1), "seed: expected a whole number of at least 0, got -1"),
        (lambda: PKBatches(LABELS, LABELS, classes=9), "classes: expected 2 to 4"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
