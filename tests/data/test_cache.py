"""Where nothing can be kept, everything is still read, once a call, and one warning names the place."""

import os
import warnings

import numpy as np
import pytest
from helpers.archive_files import alphabets, put, runs
from helpers.full_disk import files_end_at
from helpers.picture_files import flat_photo

from course_lib import data
from course_lib.data.cache import load_arrays, load_or_build_arrays, store_arrays
from course_lib.errors import CourseProblem

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")


@pytest.fixture
def ready(own_folders, monkeypatch):
    """Miniature archives in COURSE_DATA, a folder of photos, no network."""
    monkeypatch.setenv("COURSE_OFFLINE", "yes")
    put(monkeypatch, own_folders, "omniglot-small1", alphabets())
    put(monkeypatch, own_folders, "omniglot-runs", runs())
    (own_folders / "photos").mkdir()
    for i in range(3):
        (own_folders / "photos" / f"{i}.jpg").write_bytes(flat_photo((60 * i, 90, 10)))
    return own_folders


def readers(ready):
    return {
        "omniglot": lambda: data.omniglot("small1", 16).pictures,
        "runs": lambda: data.omniglot_runs(16).test,
        "folder": lambda: data.folder(ready / "photos", 16).pictures,
    }


def read_with_one_warning(read, place):
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = read()
    (sentence,) = (str(warning.message) for warning in said)
    assert sentence.startswith(f"Decoded pictures cannot be kept in {place} (")
    assert sentence.endswith("Set COURSE_CACHE to a folder with room.")
    return found


@posix
@pytest.mark.parametrize(
    ("what", "room"),
    [("runs", 700), *((what, room) for what in ("omniglot", "folder") for room in (0, 1, 255, 256, 700))],
)
def test_a_full_disk_costs_only_time(ready, what, room):
    read, place = readers(ready)[what], ready / "cache" / "decoded"
    with files_end_at(room):
        found = read_with_one_warning(read, place)
        assert (read_with_one_warning(read, place) == found).all(), "and once more"
    assert [path for path in place.iterdir() if path.suffix != ".lock"] == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert (read() == found).all()
    assert len([path for path in place.iterdir() if path.suffix != ".lock"]) == 1


@pytest.mark.parametrize("what", ["omniglot", "runs", "folder"])
@pytest.mark.parametrize("blocked", ["cache", "cache/decoded"])
def test_a_file_in_the_way_costs_only_time(ready, what, blocked):
    (ready / blocked).parent.mkdir(exist_ok=True)
    (ready / blocked).write_text("in the way")
    found = read_with_one_warning(readers(ready)[what], ready / "cache" / "decoded")
    assert len(found)


def test_what_goes_wrong_in_the_building_is_raised_as_it_is(ready):
    def fail():
        raise problem

    for problem in (OSError("of the work"), CourseProblem("of the work"), ValueError("of the work")):
        with pytest.raises(type(problem), match="of the work") as caught:
            load_or_build_arrays("failing", fail)
        assert caught.value is problem


@posix
def test_a_failing_store_leaves_what_was_kept_before(ready):
    store_arrays("key", {"a": np.arange(3)})
    with files_end_at(300), pytest.warns(UserWarning, match="Decoded pictures cannot be kept"):
        store_arrays("key", {"a": np.arange(300)})
    assert load_arrays("key")["a"].tolist() == [0, 1, 2]
