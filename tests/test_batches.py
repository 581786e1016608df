import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.batches import PKBatches, pk_batch

LABELS = np.repeat([3, 5, 8, 9], [10, 1, 4, 6])


@given(st.integers(0, 1000), st.integers(2, 4), st.integers(2, 6))
def test_every_batch_holds_p_classes_with_k_pictures_each(seed, classes, per_class):
    chosen = LABELS[pk_batch(LABELS, classes, per_class, np.random.default_rng(seed))]
    assert sorted(np.unique(chosen, return_counts=True)[1]) == [per_class] * classes


def test_no_picture_twice_where_the_class_is_large_enough():
    chosen = pk_batch(np.repeat([0, 1], 4), 2, 4, np.random.default_rng(0))
    assert sorted(chosen) == list(range(8))


def batches(**options):
    return PKBatches(np.arange(len(LABELS)), LABELS, classes=3, per_class=2, steps=4, **options)


def test_an_epoch_depends_on_the_seed_and_its_number_alone():
    first, resumed = batches(seed=7), batches(seed=7)
    resumed.epoch = 1
    before = [first[i][0].tolist() for i in range(4)]
    first.on_epoch_end()
    assert [first[i][0].tolist() for i in range(4)] == [resumed[i][0].tolist() for i in range(4)]
    assert before != [resumed[i][0].tolist() for i in range(4)]
    assert before != [batches(seed=8)[i][0].tolist() for i in range(4)]


def test_pictures_keep_their_labels():
    pictures, labels = batches()[0]
    assert (LABELS[pictures] == labels).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pk_batch([], 2, 2, np.random.default_rng(0)), "labels: .*not empty"),
        (lambda: pk_batch(LABELS, 5, 2, np.random.default_rng(0)), "classes: expected 2 to 4.*got 5"),
        (lambda: pk_batch(LABELS, 2, 1, np.random.default_rng(0)), "per_class: expected at least 2"),
        (lambda: PKBatches(np.zeros(3), LABELS), "labels: expected 3, one per picture, got 21 labels"),
        (lambda: PKBatches(LABELS, LABELS, classes=2, steps=0), "steps: expected at least 1, got 0"),
        (lambda: PKBatches(LABELS, LABELS, classes=9), "classes: expected 2 to 4"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
