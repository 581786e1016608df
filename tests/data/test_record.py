"""PictureSet and the splits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import PictureSet, split_by_class, split_by_group, split_by_picture

NAMES = ("apple", "pear", "plum")


def fields(classes=(0, 1, 1, 2), **changed):
    """The fields of a small valid set with a picture of each of these classes, some of them changed."""
    labels = np.array(classes, np.int64)
    n = len(labels)
    pictures = np.arange(n, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 3, 1), np.uint8)
    return {"pictures": pictures, "labels": labels, "names": NAMES, "split": np.full(n, "train")} | changed


def numbered(labels):
    """A set whose picture i holds the number i in its first pixel pair, so that each can be told from the others."""
    pictures = np.zeros((len(labels), 1, 2, 1), np.uint8)
    pictures[:, 0, :, 0] = np.stack(np.divmod(np.arange(len(labels)), 256), axis=1)
    return PictureSet(**fields(labels, pictures=pictures))


def numbers(pictures):
    high, low = pictures.pictures[:, 0, :, 0].T.astype(int)
    return (high * 256 + low).tolist()


COARSE = np.array([0, 0, 0, 1])
BAD = {
    "pictures as a list": ({"pictures": [[1]]}, "pictures: expected a NumPy array .n, h, w, c., got list"),
    "pictures as float": ({"pictures": np.zeros((4, 2, 2, 1))}, "pictures: expected uint8, 0 to 255, got float64"),
    "pictures without channels": ({"pictures": np.zeros((4, 2, 2), np.uint8)}, "pictures: .* got shape .4, 2, 2."),
    "two channels": ({"pictures": np.zeros((4, 2, 2, 2), np.uint8)}, "pictures: .* got shape .4, 2, 2, 2."),
    "no picture": (
        {"pictures": np.zeros((0, 2, 2, 1), np.uint8), "labels": np.zeros(0, np.int64), "split": np.zeros(0, "<U5")},
        "pictures: expected at least one picture",
    ),
    "no pixel": ({"pictures": np.zeros((4, 0, 2, 1), np.uint8)}, "pictures: expected at least one picture of at"),
    "labels too few": ({"labels": np.array([0, 1, 1])}, r"labels: expected \(4,\), one for each picture, got shape"),
    "labels as a list": ({"labels": [0, 1, 1, 2]}, r"labels: expected a NumPy array \(4,\), got list"),
    "labels as float": ({"labels": np.array([0.0, 1, 1, 2])}, "labels: expected int64, got float64"),
    "label below 0": ({"labels": np.array([0, -1, 1, 2])}, r"labels: expected 0 to 2, .* of names, got \[-1\]"),
    "label above": ({"labels": np.array([0, 3, 1, 9])}, r"labels: expected 0 to 2, .* of names, got \[3, 9\]"),
    "names as a list": ({"names": list(NAMES)}, "names: expected a tuple of names"),
    "an empty name": ({"names": ("apple", "", "plum")}, "names: expected a tuple of names, none of them empty"),
    "a name twice": ({"names": ("a", "b", "a")}, r"names: expected every name once, got \['a'\] more than once"),
    "split too short": ({"split": np.array(["train"])}, r"split: expected \(4,\), one for each picture"),
    "split as numbers": ({"split": np.zeros(4)}, "split: expected str, got float64"),
    "unknown word": (
        {"split": np.array(["train", "dev", "test", "x"])},
        r"split: .*'val', 'test'\), got \['dev', 'x'\]",
    ),
    "coarse without names": ({"coarse": COARSE}, "coarse: expected 0 to -1|coarse_names"),
    "names without coarse": ({"coarse_names": ("fruit",)}, r"coarse_names: expected \(\) when coarse is None"),
    "coarse outside": ({"coarse": COARSE, "coarse_names": ("fruit",)}, r"coarse: expected 0 to 0, .* got \[1\]"),
    "source as a number": ({"source": 3}, "source: expected one sentence of text, got 3"),
}


@pytest.mark.parametrize(("changed", "message"), BAD.values(), ids=BAD)
def test_a_field_that_does_not_fit_is_named(changed, message):
    with pytest.raises(ValueError, match=message):
        PictureSet(**fields(**changed))


def test_where_keeps_rows_together_and_names():
    everything = PictureSet(**fields(coarse=COARSE, coarse_names=("fruit", "stone"), source="drawn"))
    some = everything.where(np.array([True, False, False, True]))
    assert (len(some), some.labels.tolist(), some.coarse.tolist()) == (2, [0, 2], [0, 1])
    assert some.pictures[:, 0, 0, 0].tolist() == [0, 3]
    assert (some.names, some.coarse_names, some.source) == (NAMES, ("fruit", "stone"), "drawn")


def test_where_takes_a_split():
    everything = PictureSet(**fields(split=np.array(["train", "test", "val", "test"])))
    assert everything.where(split="test").pictures[:, 0, 0, 0].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "where: expected either a mask or a split"),
        ({"mask": np.ones(4, bool), "split": "test"}, "where: expected either a mask or a split"),
        ({"split": "dev"}, "split: expected one of .* got 'dev'"),
        ({"split": "val"}, "split: expected a split that holds pictures; this set has 4 train, got 'val'"),
        ({"mask": np.ones(3, bool)}, r"mask: expected bool \(4,\), got bool \(3,\)"),
        ({"mask": np.array([0, 1, 1, 0])}, r"mask: expected bool \(4,\), got int64"),
        ({"mask": np.zeros(4, bool)}, "mask: expected at least one picture, got none true"),
    ],
)
def test_where_names_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        PictureSet(**fields()).where(**arguments)


def test_of_classes():
    everything = PictureSet(**fields())
    assert everything.of_classes([1]).labels.tolist() == [1, 1]
    assert everything.of_classes(np.array([2, 0])).labels.tolist() == [0, 2]
    for wrong in ([3], [], [0, 7]):
        with pytest.raises(ValueError, match="class_ids: expected labels that this set holds"):
            everything.of_classes(wrong)


def test_describe():
    described = PictureSet(**fields(coarse=COARSE, coarse_names=("fruit", "stone"))).describe()
    assert described == "4 grey pictures of 2 x 3 pixels, 3 classes in 2 coarse classes, 4 train"


@st.composite
def labels_and_parts(draw):
    labels = draw(st.lists(st.integers(0, 2), min_size=1, max_size=60))
    shares = np.array(draw(st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any)), float)
    return labels, dict(zip(("train", "val", "test"), shares / shares.sum(), strict=True))


@given(labels_and_parts(), st.integers(0, 2**40))
def test_split_by_picture_deals_every_picture_once(drawn, seed):
    labels, parts = drawn
    before = numbered(labels)
    after = split_by_picture(before, parts, seed)
    assert numbers(after) == numbers(before)
    dealt = [number for word in parts if (after.split == word).any() for number in numbers(after.where(split=word))]
    assert sorted(dealt) == numbers(before)
    for label in set(labels):
        words = after.split[after.labels == label]
        for word, share in parts.items():
            assert abs((words == word).sum() - share * len(words)) <= 1
    assert (split_by_picture(before, parts, seed).split == after.split).all()


@given(st.lists(st.integers(0, 2), min_size=1, max_size=40), st.integers(0, 1000))
def test_the_deal_of_a_class_does_not_depend_on_the_others(labels, seed):
    everything = numbered(labels)
    whole = split_by_picture(everything, seed=seed)
    for label in set(labels):
        alone = split_by_picture(everything.of_classes([label]), seed=seed)
        assert (alone.split == whole.where(whole.labels == label).split).all()


def test_split_by_picture_changes_with_the_seed():
    pictures = numbered([0] * 50)
    assert (split_by_picture(pictures, seed=0).split != split_by_picture(pictures, seed=1).split).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"parts": {"train": 0.5, "dev": 0.5}}, r"parts: expected only the words .* got \['dev'\]"),
        ({"parts": {"train": 0.5}}, "parts: expected fractions of at least 0 that add up to 1"),
        ({"parts": {"train": 1.5, "test": -0.5}}, "parts: expected fractions of at least 0"),
        ({"parts": {}}, "parts: expected fractions"),
        ({"seed": -1}, "seed: expected a whole number of at least 0, got -1"),
        ({"seed": 1.5}, "seed: expected a whole number of at least 0, got 1.5"),
    ],
)
def test_split_by_picture_names_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        split_by_picture(numbered([0, 1]), **arguments)


@given(st.lists(st.integers(0, 9), min_size=30, max_size=90), st.integers(0, 99), st.booleans())
def test_split_by_group_moves_whole_groups(groups, seed, as_text):
    everything = numbered([0] * len(groups))
    given_as = [f"shelf {group}" for group in groups] if as_text else groups
    parts = {"train": 0.5, "test": 0.5}
    largest = max(map(groups.count, groups))
    if largest > len(groups) / 2:
        return  # a group may be larger than its part, which then gets nothing
    after = split_by_group(everything, given_as, parts, seed)
    words = {group: set(after.split[np.array(groups) == group]) for group in set(groups)}
    assert all(len(each) == 1 for each in words.values())
    assert abs((after.split == "train").sum() - len(groups) / 2) <= largest / 2
    assert (split_by_group(everything, given_as, parts, seed).split == after.split).all()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"groups": [0]}, r"groups: expected \(2,\), one of each picture, got shape \(1,\)"),
        ({"groups": [0, None]}, "groups: expected whole numbers, texts or truth values"),
        ({"groups": [0, 1]}, "groups: expected enough for every part, got 2 groups, none of them in test"),
        ({"groups": [0, 1], "parts": {"train": 0.5}}, "parts: expected fractions of at least 0 that add up to 1"),
        ({"groups": [0, 1], "seed": -1}, "seed: expected a whole number of at least 0"),
    ],
)
def test_split_by_group_names_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        split_by_group(numbered([0, 1]), **arguments)


@given(st.lists(st.integers(0, 2), min_size=2, max_size=40).filter(lambda labels: len(set(labels)) > 1), st.data())
def test_split_by_class_moves_whole_classes(labels, data):
    count = data.draw(st.integers(1, len(set(labels)) - 1))
    everything = numbered(labels)
    seen, unseen = split_by_class(everything, count, seed=data.draw(st.integers(0, 99)))
    assert not set(seen.labels) & set(unseen.labels)
    assert len(set(unseen.labels)) == count
    assert sorted(numbers(seen) + numbers(unseen)) == numbers(everything)
    assert seen.names == unseen.names == NAMES


@pytest.mark.parametrize("labels", [[1, 2], (2, 1), {1, 2}, range(1, 3), np.array([1, 2])], ids=type)
def test_split_by_class_takes_a_list(labels):
    seen, unseen = split_by_class(numbered([0, 1, 2, 1]), labels)
    assert (seen.labels.tolist(), unseen.labels.tolist()) == ([0], [1, 2, 1])


def test_split_by_class_changes_with_the_seed():
    everything = numbered([0, 1, 2])
    chosen = {int(split_by_class(everything, 1, seed)[1].labels[0]) for seed in range(20)}
    assert chosen == {0, 1, 2}


@pytest.mark.parametrize(
    ("unseen", "message"),
    [
        (0, "unseen: expected 1 to 2 of the 3 classes, got 0"),
        (3, "unseen: expected 1 to 2 of the 3 classes, got 3"),
        (0.5, "unseen: expected a number, or a list of some of the labels .* got 0.5"),
        (True, "unseen: expected a number, or a list"),
        ("apple", "unseen: expected a number, or a list .* got 'apple'"),
        ([], "unseen: expected a number, or a list"),
        ([5], r"unseen: expected a number, or a list of some of the labels \[0, 1, 2\] ... 2, got \[5\]"),
        ([0, 1, 2], "unseen: expected at least one class left to be seen, got all 3 classes"),
    ],
)
def test_split_by_class_names_what_does_not_fit(unseen, message):
    with pytest.raises(ValueError, match=message):
        split_by_class(numbered([0, 1, 2]), unseen)
