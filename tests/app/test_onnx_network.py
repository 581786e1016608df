"""The network without Keras: its file, its refusals, and that a forked child can use it."""

import os

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from course_lib.app.onnx_network import OnnxNetwork

KERNEL = np.array([[3, 0], [0, 3]], np.float32)


def content(inputs=1):
    """A network that multiplies numbers (b, 2) by KERNEL, and then adds its further inputs."""
    names = [f"x{i}" for i in range(inputs)]
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, 2])
    nodes = [helper.make_node("MatMul", ["x0", "kernel"], ["y0"])]
    nodes += [helper.make_node("Add", [f"y{i}", name], [f"y{i + 1}"]) for i, name in enumerate(names[1:])]
    graph = helper.make_graph(
        nodes, "g", [*map(value, names)], [value(nodes[-1].output[0])], [numpy_helper.from_array(KERNEL, "kernel")]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model.SerializeToString()


def test_a_saved_network_is_the_same(tmp_path):
    network = OnnxNetwork(content(), "abc")
    network.save(tmp_path / "a.network")
    copy = OnnxNetwork.load(tmp_path / "a.network")
    assert (copy.shape, copy.fingerprint) == ((2,), "abc")
    np.testing.assert_array_equal(copy([[1.0, 2.0]]), [[3.0, 6.0]])
    (tmp_path / "a.network").write_bytes(b"words")
    with pytest.raises(ValueError, match="path: expected"):
        OnnxNetwork.load(tmp_path / "a.network")


def test_a_wrong_input_and_a_wrong_file_are_named():
    network = OnnxNetwork(content())
    for wrong in (np.zeros((1, 3)), np.zeros(2), np.zeros((1, 2, 1))):
        with pytest.raises(ValueError, match=r"inputs: expected \(b, 2\), got shape"):
            network(wrong)
    with pytest.raises(ValueError, match="inputs: expected finite numbers, got NaN or infinity"):
        network([[np.nan, 1.0]])
    with pytest.raises(ValueError, match="content: expected a network in the ONNX format"):
        OnnxNetwork(b"words")
    with pytest.raises(ValueError, match="content: expected one input and one output, got several"):
        OnnxNetwork(content(inputs=2))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_uses_the_network_of_its_parent():
    network = OnnxNetwork(content())
    network([[1.0, 2.0]])
    child = os.fork()
    if child == 0:
        os._exit(0 if network([[1.0, 2.0]]).tolist() == [[3.0, 6.0]] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
