"""Two files that show the same picture are recognised however one was made of the other; other pictures never are."""

import io

import numpy as np
import pytest
from helpers.random_photos import random_photo
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from course_lib.app import alignment, cuttings
from course_lib.app.alignment import LIMIT, SIDE, TURNS, best_match, turned_by
from course_lib.app.picture_grids import BLOCKS, GRID, worst_block
from course_lib.data.reading import Whole


def whole(picture):
    small = picture.convert("RGB").copy()
    small.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return Whole(small, picture.size)


def jpeg(picture, quality):
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=quality)
    return Image.open(content)


@pytest.mark.parametrize("turn", TURNS)
def test_a_turned_picture_lies_on_the_first_when_it_is_turned_back(turn):
    first = random_photo(1)
    inverse = {"turned by 90 degrees": "turned by 270 degrees", "turned by 270 degrees": "turned by 90 degrees"}
    match = best_match(whole(first), whole(turned_by(first, inverse.get(turn, turn))))
    assert match.turn == turn
    assert match.is_same
    assert not match.is_cutting


@pytest.mark.parametrize("turn", TURNS)
def test_an_array_turns_as_a_picture_does(turn):
    picture = random_photo(3, GRID, GRID)
    turned = alignment._turned_grid(np.asarray(picture, np.float32), turn)
    np.testing.assert_array_equal(turned, np.asarray(turned_by(picture, turn)))


@given(st.integers(0, 10_000), st.floats(0.55, 0.92), st.floats(0, 1), st.floats(0, 1), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_cutting_is_found_where_it_was_cut(seed, share, right, down, mirrored, shrunk):
    first = random_photo(seed)
    width, height = round(share * first.width), round(share * first.height)
    left, top = round(right * (first.width - width)), round(down * (first.height - height))
    part = first.crop((left, top, left + width, top + height))
    part = part.resize((width // 2, height // 2)) if shrunk else part
    match = best_match(whole(first), whole(part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else part))
    assert match.is_same
    assert match.is_cutting
    assert match.turn == ("mirrored" if mirrored else "")
    expected = (left / 240, top / 180, (left + width) / 240, (top + height) / 180)
    np.testing.assert_allclose(match.box, expected, atol=0.03)


@given(st.integers(0, 10_000), st.floats(0.92, 1), st.floats(0, 1), st.floats(0, 1), st.booleans())
@example(0, 0.949, 0.5, 0.5, False)  # passes as the whole picture
@settings(max_examples=40)
def test_a_cutting_of_nearly_all_is_the_same_picture_as_a_part_or_as_the_whole(seed, share, right, down, mirrored):
    first = random_photo(seed)
    width, height = round(share * first.width), round(share * first.height)
    left, top = round(right * (first.width - width)), round(down * (first.height - height))
    part = first.crop((left, top, left + width, top + height))
    match = best_match(whole(first), whole(part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else part))
    assert match.is_same
    assert match.turn == ("mirrored" if mirrored else "")


@pytest.mark.parametrize("make", [lambda p: jpeg(p, 10), lambda p: p.resize((60, 45)), lambda p: p.resize((960, 720))])
def test_size_and_quality_do_not_matter(make):
    match = best_match(whole(random_photo(5)), whole(make(random_photo(5))))
    assert (match.turn, match.is_same, match.is_cutting) == ("", True, False)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=30)
def test_different_pictures_are_never_the_same(a, b):
    match = best_match(whole(random_photo(a)), whole(random_photo(b)))
    assert match.is_same == (a == b)


def test_a_plain_picture_is_a_part_of_nothing_and_the_same_only_as_its_equal():
    white = Image.new("RGB", (100, 100), "white")
    with_a_dot = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(with_a_dot).ellipse((120, 120, 180, 180), fill="red")
    assert not best_match(whole(with_a_dot), whole(white)).is_same
    assert not best_match(whole(white), whole(Image.new("RGB", (100, 100), "black"))).is_same
    assert not best_match(whole(white), whole(Image.new("RGB", (100, 100), (240, 255, 255)))).is_same
    assert best_match(whole(white), whole(Image.new("RGB", (50, 50), "white"))).is_same


def test_a_small_change_within_a_picture_is_seen():
    first = random_photo(7)
    second = first.copy()
    ImageDraw.Draw(second).rectangle((20, 20, 60, 60), fill="black")
    assert not best_match(whole(first), whole(second)).is_same


def test_another_colour_is_another_picture():
    first = random_photo(7)
    assert not best_match(whole(first), whole(Image.merge("RGB", first.split()[::-1]))).is_same


def test_the_worst_block_is_that_of_a_plain_loop():
    rng = np.random.default_rng(0)
    first, second = rng.uniform(0, 255, (2, GRID, GRID, 3))
    side = GRID // BLOCKS
    blocks = []
    for y in range(0, GRID, side):
        for x in range(0, GRID, side):
            part = np.s_[y : y + side, x : x + side]
            blocks.append(np.sqrt(((first[part] - second[part]) ** 2).mean()))
    assert worst_block(first, second) == pytest.approx(max(blocks))


def test_sums_over_rectangles_are_those_of_a_plain_loop():
    values = np.random.default_rng(0).normal(size=(9, 7))
    sums = cuttings._rectangles(cuttings._corner_sums(values), 4, 3)
    expected = [[values[y : y + 4, x : x + 3].sum() for x in range(5)] for y in range(6)]
    np.testing.assert_allclose(sums, expected)


@pytest.mark.parametrize(
    "sizes", [((1, 1), (240, 180)), ((240, 180), (1, 1)), ((500, 9), (9, 500)), ((300, 2), (2, 2))]
)
def test_pictures_of_any_shape_can_be_compared(sizes):
    first, second = (random_photo(1, *size) for size in sizes)
    assert best_match(whole(first), whole(second)).difference >= 0
    assert LIMIT > 0
