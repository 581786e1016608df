"""What a label may be: one table of inputs, and properties over all sizes, types and mixtures."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import digits, split_by_group
from course_lib.evaluation.metrics import map_at_r, ranked_matches
from course_lib.evaluation.thresholds import pairs_by_kind
from course_lib.labels import check_one_kind, checked_labels
from course_lib.losses import positive_pairs
from course_lib.training.batches import pk_batch

WHOLE = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(max_size=5).filter(lambda text: not text.endswith("\0") and text.isprintable())
TYPES = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64")


class Thing:
    pass


RIGHT = {
    "whole numbers": ([3, 1], [3, 1]),
    "a tuple": ((3, 1), [3, 1]),
    "a range": (range(3), [0, 1, 2]),
    "whole floats": ([3.0, 1.0], [3, 1]),
    "floats and whole numbers": ([3, 1.0], [3, 1]),
    "fractions that are whole": ([Fraction(6, 2), 1], [3, 1]),
    "NumPy's numbers": ([np.int8(3), np.float32(1)], [3, 1]),
    "objects": (np.array([3, 1], object), [3, 1]),
    "beyond 2^24": ([2**24, 2**24 + 1], [2**24, 2**24 + 1]),
    "beyond 2^53": ([2**53, 2**53 + 1], [2**53, 2**53 + 1]),
    "beyond 2^63": ([2**63, 1], [2**63, 1]),
    "doubles beyond 2^24": (np.array([2**24, 2**24 + 1.0]), [2**24, 2**24 + 1]),
    "texts": (["pear", "leek"], ["pear", "leek"]),
    "texts as objects": (np.array(["pear", "leek"], object), ["pear", "leek"]),
    "texts of a column": (np.array(["pear", "leek"], np.dtypes.StringDType()), ["pear", "leek"]),
    "an empty text": (["", "leek"], ["", "leek"]),
    "truth values": ([True, False], [True, False]),
    "nothing masked": (np.ma.array([3, 1]), [3, 1]),
    "none at all": ([], []),
}
WRONG = {
    "None": (None, "NoneType"),
    "one missing": ([1, None], "NoneType and whole numbers"),
    "a missing text": (["a", None], "NoneType and texts"),
    "NaN": ([0.0, np.nan], "NaN"),
    "NaN among objects": (np.array([1, np.nan], object), "NaN and whole numbers"),
    "NaN among texts": (["a", float("nan")], "NaN and texts"),
    "infinity": ([0.0, np.inf], "inf"),
    "fractions": ([0.5, 1.0], "fractions"),
    "numbers and texts": ([1, "1"], "texts and whole numbers"),
    "numbers and truth values": ([2, True], "truth values and whole numbers"),
    "texts and truth values": (["a", True], "texts and truth values"),
    "bytes": ([b"a"], "bytes"),
    "an array of bytes": (np.array([b"a"]), r"\|S1"),
    "dates": (np.array(["2020-01-01"], "M8[D]"), "datetime64"),
    "complex numbers": ([1j], "complex"),
    "lists of different lengths": ([[1, 2], [3]], "list"),
    "a set": ({1, 2}, "set"),
    "things": ([Thing()], "Thing"),
    "a masked one": (np.ma.array([1, 2], mask=[0, 1]), "masked"),
    "beyond 2^24 in 32 bits": (np.float32([2**24]), "16777216 in a float"),
    "beyond 2^11 in 16 bits": ([np.float16(2048)], "2048 in a float"),
    "beyond 2^53 in 64 bits": ([2.0**53, 1.0], "9007199254740992 in a float"),
    "beyond 2^64": ([2**64], "18446744073709551616"),
    "below 0 and beyond 2^63": ([-1, 2**63], "-1 to 9223372036854775808"),
    "a text that NumPy cuts": (["a\0", "a"], r"character 0, got \['a"),
}


@pytest.mark.parametrize(("given", "expected"), RIGHT.values(), ids=RIGHT.keys())
def test_labels_stay_what_they_are(given, expected):
    found = checked_labels(given)
    assert found.tolist() == expected
    assert found.dtype.kind in "iuUb"


@pytest.mark.parametrize(("given", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_label_is_named(given, message):
    with pytest.raises(ValueError, match=f"labels: expected .*{message}"):
        checked_labels(given)


@given(st.lists(WHOLE, max_size=6) | st.lists(TEXTS, max_size=6) | st.lists(st.booleans(), max_size=6))
def test_two_labels_are_equal_when_they_were(labels):
    found = checked_labels(labels)
    assert (found[:, None] == found).tolist() == [[a == b for b in labels] for a in labels]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.sampled_from(TYPES))
def test_the_type_of_number_does_not_matter(labels, kind):
    labels = [label % 100 for label in labels]
    np.testing.assert_array_equal(checked_labels(np.array(labels, kind)), labels)


@given(st.lists(st.sampled_from([1, "1", True, None, float("nan"), 0.5, b"1"]), min_size=2, max_size=5))
def test_a_list_is_taken_when_all_are_of_one_kind(labels):
    fits = all(type(label) is type(labels[0]) for label in labels) and type(labels[0]) in (int, str, bool)
    if fits:
        assert checked_labels(labels).tolist() == labels
    else:
        with pytest.raises(ValueError, match="labels: expected"):
            checked_labels(labels)


@pytest.mark.parametrize(("first", "second"), [(["0"], [0]), ([True], [1]), (["True"], [True])])
def test_two_lists_of_two_kinds_are_named(first, second):
    with pytest.raises(ValueError, match=r"first, second: expected labels of one kind, got .* and"):
        check_one_kind(first=checked_labels(first), second=checked_labels(second))
    check_one_kind(first=checked_labels(first), second=checked_labels([]))


def test_large_numbers_of_two_types_are_compared_exactly():
    signed, unsigned, whole = checked_labels([2**53]), checked_labels([2**63, 2**53 + 1]), checked_labels([2.0**52])
    assert not (signed[:, None] == unsigned).any()
    assert (whole == checked_labels([2**52])).all()


NOTHING = ([], (), np.array([]), np.array([], "U3"), np.array([], object), np.array([], bool))


@pytest.mark.parametrize("nothing", NOTHING, ids=range(len(NOTHING)))
def test_no_labels_are_labels_where_an_empty_set_makes_sense(nothing):
    """Kinds do not matter then: an empty list has none."""
    assert checked_labels(nothing).shape == (0,)
    assert ranked_matches(np.empty((0, 2)), nothing, ["a", "b"]).shape == (0, 2)  # no queries, no rows
    assert ranked_matches(np.empty((2, 0)), [1, 2], nothing).shape == (2, 0)
    assert positive_pairs(nothing) == 0


@pytest.mark.parametrize("nothing", NOTHING, ids=range(len(NOTHING)))
@pytest.mark.parametrize(
    ("argument", "call"),
    {
        "labels": lambda nothing: pk_batch(nothing, 2, 2, np.random.default_rng(0)),
        "groups": lambda nothing: split_by_group(digits(by="picture"), nothing, {"train": 0.5, "test": 0.5}),
        "matches": lambda nothing: map_at_r(ranked_matches(np.empty((0, 2)), nothing, [1, 2])),
        "same_pictures": lambda nothing: ranked_matches(np.empty((0, 0)), nothing, nothing, same_pictures=True),
        "distances": lambda nothing: pairs_by_kind(np.empty((0, 0)), nothing),
    }.items(),
)
def test_no_labels_are_named_where_one_is_needed(argument, call, nothing):
    with pytest.raises(ValueError, match=f"^{argument}: expected "):
        call(nothing)
