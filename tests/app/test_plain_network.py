"""The network in NumPy without Keras: its file and its refusals."""

import numpy as np
import pytest

from course_lib.app.plain_network import PlainNetwork

STEP = {"kind": "dense", "inputs": [0], "arrays": [0, 1], "settings": {}}


def test_a_saved_network_is_the_same(tmp_path):
    network = PlainNetwork((2,), [STEP], [np.eye(2) * 3, [1.0, 2.0]], "abc")
    network.save(tmp_path / "a.network")
    copy = PlainNetwork.load(tmp_path / "a.network")
    assert (copy.shape, copy.steps, copy.fingerprint) == ((2,), [STEP], "abc")
    np.testing.assert_array_equal(copy([[1.0, 1.0]]), [[4.0, 5.0]])
    (tmp_path / "a.network").write_bytes(b"words")
    with pytest.raises(ValueError, match="path: expected"):
        PlainNetwork.load(tmp_path / "a.network")


def test_a_wrong_input_and_a_wrong_step_are_named():
    network = PlainNetwork((8, 8, 3), [STEP], [])
    with pytest.raises(ValueError, match=r"inputs: expected \(b, 8, 8, 3\), got shape \(1, 9, 8, 3\)"):
        network(np.zeros((1, 9, 8, 3)))
    with pytest.raises(ValueError, match="inputs: expected finite numbers"):
        network(np.full((1, 8, 8, 3), np.nan))
    with pytest.raises(ValueError, match=r"steps: expected only .*, got \['dropout'\]"):
        PlainNetwork((1,), [{"kind": "dropout"}], [])
