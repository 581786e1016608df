"""Scribbles stand in for Omniglot where there is no network."""

import numpy as np
import pytest

from course_lib import data
from course_lib.data import check_pictures, drawers_of


def test_scribbles_are_like_omniglot():
    letters = data.scribbles(5, size=48, seed=0)
    check_pictures(letters.pictures)
    assert letters.pictures.shape == (2000, 48, 48, 1)
    assert len(letters.names) == 100
    assert (np.bincount(letters.labels) == 20).all()
    assert (letters.coarse == letters.labels // 20).all()
    assert (drawers_of(letters) == np.tile(np.arange(1, 21), 100)).all()
    again = data.scribbles(5, size=48, seed=0)
    assert (again.pictures == letters.pictures).all()
    assert not (data.scribbles(1, 3, 2, seed=1).pictures == data.scribbles(1, 3, 2, seed=2).pictures).all()


@pytest.mark.parametrize("wrong", [{"alphabets": 0}, {"characters": 2.5}, {"drawers": 101}, {"size": 0}, {"seed": -1}])
def test_scribbles_name_a_wrong_argument(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        data.scribbles(**wrong)
