"""A pickle of arrays is read; one that would run something is refused before it runs."""

import os
import pickle
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from course_lib.machine.array_pickle import arrays_of_pickle


@given(st.dictionaries(st.text(), st.lists(arrays(np.float32, st.tuples(st.integers(0, 3), st.integers(0, 3))))))
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("protocol", [3, 4])
def test_arrays_come_back(protocol, order, content):
    content = {name: [np.asarray(each, order=order) for each in several] for name, several in content.items()}
    found = arrays_of_pickle(pickle.dumps(content, protocol))
    assert found.keys() == content.keys()
    for name, several in content.items():
        for mine, theirs in zip(found[name], several, strict=True):
            np.testing.assert_array_equal(mine, theirs)


class Runs:
    """What a malicious file holds: reading it in the usual way calls a function."""

    def __init__(self, call, *arguments):
        self.call, self.arguments = call, arguments

    def __reduce__(self):
        return self.call, self.arguments


@pytest.mark.parametrize(
    "content",
    [
        Runs(os.system, "touch touched"),
        Runs(eval, "open('touched', 'w')"),
        Runs(np.save, "touched", [1]),
        Runs(np.lib.format.open_memmap, "touched", "w+", "f4", None, (1,)),
        {"conv1": [np.zeros(3), Runs(os.mkdir, "touched")]},
        date(2026, 1, 1),
        np.array([Runs(os.mkdir, "touched")], object),
    ],
    ids=["shell", "eval", "numpy's own", "deep in numpy", "inside a dictionary", "a date", "an array of objects"],
)
def test_what_is_no_array_is_refused_and_does_not_run(content, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=r"content: expected a pickle of arrays, got .*expected arrays alone, got \w+"):
        arrays_of_pickle(pickle.dumps(content))
    assert list(tmp_path.iterdir()) == []


def test_a_file_cut_at_any_byte_is_refused():
    whole = pickle.dumps({"conv1": [np.arange(6.0), np.ones((2, 2), np.float32)]})
    for end in range(len(whole)):
        with pytest.raises(ValueError, match="content: expected a pickle of arrays"):
            arrays_of_pickle(whole[:end])
