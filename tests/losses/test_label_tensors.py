"""Labels inside a loss: no two classes fall together, and what is no label is named, or is NaN inside a graph."""

import functools

import keras
import numpy as np
import pytest
from helpers.all_losses import EMBEDDINGS, LABELS, MAKE, batch_for, made
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.losses import LossWithClasses, NormalisedSoftmaxLoss, TripletLoss, positive_pairs
from course_lib.losses.label_tensors import label_tensor

BACKEND = keras.backend.backend()
few = settings(max_examples=15, deadline=None)
every_loss = pytest.mark.parametrize("name", MAKE)
COMPARING = [name for name in MAKE if name != "random" and not isinstance(MAKE[name](), LossWithClasses)]
SIZES = [2**24, 2**30] + [2**32, 4_006_381_333, 2**53, 2**62] * (BACKEND != "jax")


loss_of = functools.cache(made)


def value(name, labels):
    return float(loss_of(name)(labels, batch_for(name)))


@pytest.mark.parametrize(("name", "size"), [("triplet", size) for size in SIZES] + [(n, SIZES[-1]) for n in COMPARING])
def test_large_labels_are_as_good_as_small_ones(name, size):
    assert value(name, LABELS + size) == value(name, LABELS) != 0


@pytest.mark.parametrize("kind", ["int8", "uint8", "int32", "uint64", "float16", "float32", "float64", "list"])
@pytest.mark.parametrize("name", ["triplet", "softmax", "hierarchical_softmax"])
def test_the_type_of_number_does_not_matter(name, kind):
    assert value(name, LABELS.tolist() if kind == "list" else LABELS.astype(kind)) == value(name, LABELS)


@pytest.mark.skipif(BACKEND != "jax", reason="only JAX has no room for them")
def test_what_the_backend_would_cut_is_named():
    with pytest.raises(ValueError, match="y_true: expected numbers that fit into int32"):
        value("triplet", LABELS + 2**32)


NO_LABELS = {
    "texts": LABELS.astype(str),
    "texts as objects": LABELS.astype(str).astype(object),
    "bytes": LABELS.astype("S"),
    "None": [None] * 8,
    "one missing": [None, *LABELS[1:]],
    "NaN": np.where(LABELS == 0, np.nan, LABELS),
    "fractions": LABELS + 0.5,
    "a mixture": [*LABELS[:4], *"aabb"],
    "truth values among numbers": [True, True, *LABELS[2:]],
    "merged in 32 bits": (LABELS + 2**24).astype("float32"),
}


@pytest.mark.parametrize("labels", NO_LABELS.values(), ids=NO_LABELS.keys())
@every_loss
def test_what_is_no_label_is_named(name, labels):
    with pytest.raises(ValueError, match="y_true: expected whole numbers"):
        value(name, labels)


@pytest.mark.parametrize("moved", [-1, 1, 2**31])
@pytest.mark.parametrize("name", [name for name in MAKE if isinstance(MAKE[name](), LossWithClasses)])
def test_a_class_that_the_loss_does_not_know_is_named(name, moved):
    with pytest.raises(ValueError, match="y_true: expected"):
        value(name, LABELS + moved)


@few
@given(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=2, max_size=6))
def test_a_tensor_tells_apart_what_the_labels_tell_apart(labels):
    tensor = label_tensor(labels)
    assert keras.ops.convert_to_numpy(tensor[:, None] == tensor).tolist() == [[a == b for b in labels] for a in labels]
    assert label_tensor(tensor) is tensor


@pytest.mark.parametrize("weights", [np.ones(8), np.roll([1.0] * 4 + [0.0] * 4, 4), 1.0])
@every_loss
def test_weights_of_pictures_are_refused(name, weights):
    with pytest.raises(ValueError, match="sample_weight: expected none"):
        loss_of(name)(LABELS, batch_for(name), sample_weight=weights)


@every_loss
def test_a_loss_is_a_mean_in_32_bits_or_more(name):
    kind, config = type(loss_of(name)), loss_of(name).get_config()
    for reduction in ("sum", "none", None, "mean_with_sample_weight"):
        with pytest.raises(ValueError, match="reduction: expected one of"):
            kind.from_config({**config, "reduction": reduction})
    with pytest.raises(ValueError, match="dtype: expected float32 or float64"):
        kind.from_config({**config, "dtype": "float16"})
    assert kind.from_config({**config, "dtype": "float64"}).get_config()["dtype"] == "float64"


@pytest.fixture
def policy(request):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(request.param)
    yield request.param
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float64"], indirect=True)
@every_loss
def test_mixed_precision_leaves_a_loss_in_32_bits(name, policy):
    """The same number as under the usual policy, from the same embeddings: no logit was rounded to 16 bits."""
    kind = policy.removeprefix("mixed_")
    embeddings = keras.ops.cast(batch_for(name), kind)
    found = float(made(name)(LABELS, embeddings))
    keras.config.set_dtype_policy("float32")
    usual = float(made(name)(LABELS, keras.ops.cast(embeddings, "float32")))
    assert np.isfinite(found)
    assert found == pytest.approx(usual, rel=1e-6)


class TestInAGraph:
    """`fit` builds a graph, in which labels have no values yet."""

    def fitted(self, labels, loss=None, **options):
        network = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, kernel_initializer="identity")])
        network.compile(keras.optimizers.SGD(0.0), loss or TripletLoss(1.0))
        return network.fit(EMBEDDINGS, labels, batch_size=8, shuffle=False, verbose=0, **options).history["loss"][0]

    def test_large_labels_stay_apart(self):
        assert self.fitted(LABELS + 2**25) == self.fitted(LABELS) > 0

    @pytest.mark.parametrize("options", [{"sample_weight": np.ones(8)}, {"class_weight": {0: 0, 1: 1, 2: 1, 3: 1}}])
    def test_weights_are_refused(self, options):
        with pytest.raises(ValueError, match="sample_weight: expected none"):
            self.fitted(LABELS, **options)

    @pytest.mark.parametrize("labels", [LABELS + 0.5, (LABELS + 2**24).astype("float32"), LABELS + np.nan])
    def test_floats_that_are_no_labels_show(self, labels):
        assert np.isnan(self.fitted(labels))

    def test_a_class_that_the_loss_does_not_know_shows(self):
        loss = NormalisedSoftmaxLoss(4)
        loss.layer.build((None, 4))
        assert np.isfinite(self.fitted(LABELS, loss))
        assert np.isnan(self.fitted(LABELS + 1, loss))


def test_other_functions_check_labels_too():
    assert positive_pairs([2**53, 2**53 + 1, 2**53]) == 1
    with pytest.raises(ValueError, match=r"labels: expected .*got texts and whole numbers"):
        positive_pairs([1, "1"])
