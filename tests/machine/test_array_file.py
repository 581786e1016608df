"""Arrays with facts in one file: all of it comes back, any damage is noticed, a kill leaves the old file."""

import itertools
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from course_lib.machine.array_file import ALIGNMENT, read_arrays, write_arrays

DTYPES = st.sampled_from(
    ["bool", "uint8", "int64", ">i4", "float16", "float32", "float64", "complex64", "<U3", "<M8[s]"]
)
ANY_ARRAY = DTYPES.flatmap(lambda dtype: arrays_of.arrays(dtype, arrays_of.array_shapes(min_dims=0, min_side=0)))
PLACES = (f"file_{number}" for number in itertools.count())


@given(
    st.dictionaries(st.text(max_size=20), ANY_ARRAY, max_size=4),
    st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.floats(allow_nan=False))),
    st.booleans(),
)
@settings(max_examples=40)
def test_what_is_written_is_read(tmp_path_factory, arrays, facts, mapped):
    path = tmp_path_factory.getbasetemp() / next(PLACES)
    write_arrays(path, "things", 3, facts, arrays)
    found_facts, found = read_arrays(path, "things", 3, mapped)
    assert found_facts == facts
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        assert (found[name].dtype, found[name].shape) == (array.dtype, array.shape)
        assert found[name].tobytes() == array.tobytes()
        assert found[name].flags.writeable != mapped
        assert found[name].ctypes.data % min(array.dtype.alignment, ALIGNMENT) == 0


def test_names_that_differ_by_a_suffix_both_survive(tmp_path):
    write_arrays(
        tmp_path / "file", "things", 1, {}, {"a": np.arange(3), "a.npy": np.arange(4), "b/c": np.eye(2).T[::-1]}
    )
    _, found = read_arrays(tmp_path / "file", "things", 1)
    assert [found["a"].tolist(), found["a.npy"].tolist()] == [[0, 1, 2], [0, 1, 2, 3]]
    assert found["b/c"].tolist() == [[0, 1], [1, 0]]


def test_a_long_text_among_the_facts_comes_back(tmp_path):
    long = "ä{}\n" * 200_000
    write_arrays(tmp_path / "file", "things", 1, {"text": long}, {"a": np.arange(3)})
    facts, found = read_arrays(tmp_path / "file", "things", 1)
    assert facts == {"text": long}
    assert found["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("mapped", [False, True])
def test_any_flipped_bit_and_any_cut_is_noticed(tmp_path, mapped):
    path = tmp_path / "file"
    write_arrays(path, "things", 1, {"fact": "yes"}, {"a": np.arange(5, dtype="uint8"), "b": np.array(["x", "yz"])})
    whole = path.read_bytes()
    for place in range(0, len(whole), 7 if mapped else 1):
        for damaged in (whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :], whole[:place]):
            path.write_bytes(damaged)
            with pytest.raises(ValueError, match="path: expected"):
                read_arrays(path, "things", 1, mapped)
    path.write_bytes(whole + b"\0")
    with pytest.raises(ValueError, match="it is damaged"):
        read_arrays(path, "things", 1, mapped)


@pytest.mark.parametrize(
    ("content", "kind", "version", "message"),
    [
        (None, "index", 1, r"a file of kind 'index', got .*, of kind 'things'"),
        (None, "things", 2, r"things of version 2, got .* of version 1"),
        (b"", "things", 1, "which does not start like one"),
        (b"[]\n", "things", 1, "which does not start like one"),
        (b"\x89PNG\r\n", "things", 1, "which does not start like one"),
        (b'{"format": "course_lib arrays", "version": 9, "header": 2, "sha256": ""}\n{}', "things", 1, "of version 9"),
    ],
)
def test_another_file_is_named(tmp_path, content, kind, version, message):
    path = tmp_path / "file"
    write_arrays(path, "things", 1, {}, {"a": np.arange(5)})
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=f"path: expected .*{message}"):
        read_arrays(path, kind, version)


def test_no_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_arrays(tmp_path / "none", "things", 1)


@pytest.mark.parametrize(
    ("facts", "arrays", "message"),
    [
        ({}, {"a": np.array([None])}, "arrays.'a'.: expected numbers, truth values or text, got dtype object"),
        ({}, {"a": np.zeros(2, [("x", "f4")])}, "arrays.'a'.: expected numbers"),
        ({"a": {1, 2}}, {}, "facts: expected what JSON can say, got Object of type set"),
    ],
)
def test_what_cannot_be_written_is_named_and_leaves_the_old_file(tmp_path, facts, arrays, message):
    path = tmp_path / "file"
    write_arrays(path, "things", 1, {"old": True}, {})
    with pytest.raises(ValueError, match=message):
        write_arrays(path, "things", 1, facts, arrays)
    assert read_arrays(path, "things", 1) == ({"old": True}, {})


def test_a_mapped_array_outlives_the_replacement_of_its_file(tmp_path):
    path = tmp_path / "file"
    write_arrays(path, "things", 1, {}, {"a": np.full(100_000, 7)})
    _, before = read_arrays(path, "things", 1, mapped=True)
    if os.name != "nt":
        write_arrays(path, "things", 1, {}, {"a": np.full(3, 8)})
        assert read_arrays(path, "things", 1)[1]["a"].tolist() == [8, 8, 8]
    assert (before["a"] == 7).all()


WRITER = """
import sys, numpy as np
from course_lib.machine.array_file import write_arrays
for number in range(1, 100_000):
    write_arrays(sys.argv[1], "things", 1, {"number": number}, {"a": np.full(500_000, number)})
    print(number, flush=True)
"""


@pytest.mark.parametrize("wait", [0.0, 0.003, 0.011])
def test_killed_while_writing_the_old_file_is_whole(tmp_path, wait):
    path = tmp_path / "file"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    acknowledged = int(writer.stdout.readline())
    time.sleep(wait)
    writer.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    acknowledged = max([acknowledged, *map(int, writer.communicate()[0].split())])
    facts, found = read_arrays(path, "things", 1)
    assert acknowledged <= facts["number"] <= acknowledged + 1
    assert (found["a"] == facts["number"]).all()
