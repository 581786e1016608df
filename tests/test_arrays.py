"""What callers give, as arrays or refused by name: one table of kinds, one of wrong ones."""

import numpy as np
import pytest

from course_lib.arrays import as_array, is_number, real_numbers

RIGHT = {
    "a list": [1, 2],
    "floats": (0.5, 2),
    "one number": 3,
    "none at all": [],
    "rows": [[1, 2], [3, 4]],
    "16 bits": np.array([0.5], np.float16),
    "large whole numbers": np.array([2**64 - 1], np.uint64),
    "NaN and infinity": [np.nan, np.inf],
    "nothing masked": np.ma.array([1, 2]),
}
NO_ARRAY = {
    "a masked one": (np.ma.array([1.0, 2.0], mask=[0, 1]), "values none of which is masked, got masked ones"),
    "all masked": (np.ma.masked_all(3), "values none of which is masked, got masked ones"),
    "several lengths": ([[1], [1, 2]], "an array or lists of one length, got lists of several lengths"),
    "depths": ([1, [2]], "an array or lists of one length, got lists of several lengths"),
}
NO_NUMBERS = NO_ARRAY | {
    "None": (None, "real numbers, got dtype object"),
    "one missing": ([1, None], "real numbers, got dtype object"),
    "text": ("a", "real numbers, got dtype <U1"),
    "a mixture": ([1.0, "a"], "real numbers, got dtype <U32"),
    "truth values": ([True], "real numbers, got dtype bool"),
    "complex numbers": ([1j], "real numbers, got dtype complex128"),
    "dates": (np.array(["2020"], "M8[Y]"), "real numbers, got dtype datetime64"),
    "spans of time": (np.array([1], "m8[s]"), "real numbers, got dtype timedelta64"),
    "beyond 64 bits": ([10**30], "real numbers, got dtype object"),
    "a dictionary": ({"a": 1}, "real numbers, got dtype object"),
    "a set": ({1.0}, "real numbers, got dtype object"),
    "bytes": (b"a", "real numbers, got dtype .S1"),
}


@pytest.mark.parametrize("given", RIGHT.values(), ids=RIGHT)
def test_numbers_come_as_they_are(given):
    for found in (as_array(given, "labels"), real_numbers(given, "labels")):
        np.testing.assert_array_equal(found, np.asarray(given))


@pytest.mark.parametrize(("given", "message"), NO_ARRAY.values(), ids=NO_ARRAY)
def test_what_is_no_array_is_named(given, message):
    with pytest.raises(ValueError, match=f"^labels: expected {message}"):
        as_array(given, "labels")


@pytest.mark.parametrize(("given", "message"), NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_what_are_no_numbers_is_named(given, message):
    with pytest.raises(ValueError, match=f"^labels: expected {message}"):
        real_numbers(given, "labels")


@pytest.mark.parametrize("value", [0, -1, 0.5, np.float32(2), np.int8(3), float("inf"), 10**30])
def test_a_number_is_one(value):
    assert is_number(value)


@pytest.mark.parametrize(
    "value", [None, "1", True, np.True_, [1], np.array([1.0]), float("nan"), np.float32("nan"), 1j]
)
def test_other_things_are_no_number(value):
    assert not is_number(value)
