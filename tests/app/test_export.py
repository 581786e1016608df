"""The exported networks give what Keras gives; Keras is the oracle, and each file is read by its own runtime."""

import importlib.util
import os
import subprocess
import sys

import keras
import numpy as np
import onnx
import pytest

from course_lib.app import export
from course_lib.app.export import CLOSE, export_encoder, export_network
from course_lib.app.export_command import export_command
from course_lib.app.onnx_network import OnnxNetwork
from course_lib.app.own_networks import own_network_file
from course_lib.attention import ECA, CBAMChannel
from course_lib.errors import CourseProblem
from course_lib.models import (
    Mirror,
    SquareRoot,
    encoder,
    frozen_encoder,
    levels_network,
    residual_encoder,
    shrunken_discriminant,
    with_discriminant,
)
from course_lib.recipes.products import shipped_encoder
from course_lib.search.fingerprint import model_fingerprint

NO_LITERT = pytest.mark.skipif(
    importlib.util.find_spec("keras.src.export.litert") is None,
    reason=f"Keras {keras.__version__} writes no .tflite yet; what is said then has a test of its own below",
)
RNG = np.random.default_rng(0)


def pictures(shape, n=3):
    return RNG.integers(0, 256, (n, *shape), dtype=np.uint8)


def unlike_new(network):
    """The same network with other numbers in every weight, as after a training."""
    network.set_weights([np.abs(w + RNG.normal(0, 0.1, w.shape)) for w in network.get_weights()])
    return network


def assert_equal(network, batch):
    copy = export_network(network)
    assert copy.fingerprint == model_fingerprint(network)
    np.testing.assert_allclose(copy(batch), network.predict(batch, verbose=0), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("case", ["catalogue", "groceries"])
def test_the_shipped_networks_agree_with_keras(case):
    network = shipped_encoder(case)
    assert_equal(network, pictures(network.input_shape[1:], 8))


def levels_with_a_discriminant(mirrored):
    levels = levels_network(48)
    roots = keras.Model(levels.input, SquareRoot()(levels.output))
    if mirrored:
        given = keras.Input((48, 48, 3))
        roots = keras.Model(given, keras.layers.Average()([roots(given), roots(Mirror()(given))]))
    seen = pictures((48, 48, 3), 8)
    kernel, bias = shrunken_discriminant(roots.predict(seen, verbose=0), [0, 0, 1, 1, 2, 2, 3, 3])
    return with_discriminant(roots, kernel, bias)


@pytest.mark.parametrize("mirrored", [False, True])
def test_averages_of_levels_with_a_discriminant_agree_with_keras(mirrored):
    assert_equal(levels_with_a_discriminant(mirrored), pictures((48, 48, 3)))


@NO_LITERT
def test_a_network_that_looks_at_mirror_images_too_is_read_back_by_litert(tmp_path):
    assert 0 < export_encoder(levels_with_a_discriminant(mirrored=True), tmp_path / "network.tflite") <= CLOSE


@pytest.mark.parametrize("norm", ["batch", "group"])
def test_every_encoder_agrees_with_keras(norm):
    shape = (17, 30, 3)
    assert_equal(unlike_new(encoder(shape, dimension=16, width=6, norm=norm, normalise=False)), pictures(shape))


@pytest.mark.parametrize("gate", [lambda: ECA(3), CBAMChannel])
def test_gates_are_exported_too(gate):
    assert_equal(unlike_new(encoder((8, 9, 1), dimension=16, gate=gate)), pictures((8, 9, 1)))


def test_the_residual_encoder_agrees_with_keras():
    assert_equal(unlike_new(residual_encoder((17, 30, 3), dimension=16, width=4)), pictures((17, 30, 3)))


@pytest.mark.parametrize("size", [32, 77])
def test_the_frozen_encoder_agrees_with_keras(size):
    assert_equal(frozen_encoder(size), pictures((size, size, 3)))


@pytest.mark.parametrize("ending", [".onnx", pytest.param(".tflite", marks=NO_LITERT)])
def test_a_file_is_read_back_by_its_runtime_and_gives_what_keras_gives(tmp_path, ending):
    path = tmp_path / f"network{ending}"
    assert 0 < export_encoder(unlike_new(encoder((12, 12, 3), dimension=8)), path) <= CLOSE
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_onnx_file_is_one_that_onnx_accepts(tmp_path):
    export_encoder(encoder((12, 10, 3), dimension=8), tmp_path / "a.onnx")
    model = onnx.load(tmp_path / "a.onnx")
    onnx.checker.check_model(model, full_check=True)
    (given,) = model.graph.input
    assert [side.dim_value for side in given.type.tensor_type.shape.dim] == [0, 12, 10, 3]  # 0: any number of pictures


def test_a_file_that_would_be_wrong_is_not_put_there(tmp_path, monkeypatch):
    small = encoder((8, 8, 1), dimension=4)
    right = small.predict
    monkeypatch.setattr(small, "predict", lambda *given, **said: right(*given, **said) + 2e-4)
    (tmp_path / "a.onnx").write_bytes(b"the old one")
    with pytest.raises(CourseProblem, match=r"a\.onnx would differ from Keras by 0\.0002; at most 0\.0001 is right"):
        export_encoder(small, tmp_path / "a.onnx", replace=True)
    assert (tmp_path / "a.onnx").read_bytes() == b"the old one"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_format_that_this_keras_does_not_know_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(export.FORMATS, ".tflite", "next year's")
    with pytest.raises(CourseProblem, match=r"This Keras, 3\.\d+.*, writes no \.tflite file; a newer one does"):
        export_encoder(encoder((8, 8, 1), dimension=4), tmp_path / "a.tflite")
    assert not list(tmp_path.iterdir())


@NO_LITERT
def test_without_the_runtime_of_litert_nothing_is_claimed(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "RUNTIME", "no_such_package")
    assert export_encoder(encoder((8, 8, 1), dimension=4), tmp_path / "a.tflite") is None
    assert (tmp_path / "a.tflite").stat().st_size > 1000


def test_what_cannot_be_written_is_named_before_anything_is_made(tmp_path):
    small = encoder((8, 8, 1), dimension=4)
    with pytest.raises(ValueError, match=r"path: expected a name that ends in \.onnx or \.tflite, got 'a\.h5'"):
        export_encoder(small, tmp_path / "a.h5")
    with pytest.raises(ValueError, match="path: expected the name of a file, got None"):
        export_encoder(small, None)
    with pytest.raises(ValueError, match=r"path: expected a folder that exists, got the missing folder .*nowhere"):
        export_encoder(small, tmp_path / "nowhere" / "a.onnx")
    (tmp_path / "folder.onnx").mkdir()
    with pytest.raises(ValueError, match="path: expected the name of a file, got the folder"):
        export_encoder(small, tmp_path / "folder.onnx", replace=True)
    (tmp_path / "a.onnx").write_bytes(b"mine")
    with pytest.raises(ValueError, match=r"path: expected a new name, or replace, got .*a\.onnx, which is there"):
        export_encoder(small, tmp_path / "a.onnx")
    assert (tmp_path / "a.onnx").read_bytes() == b"mine"
    export_encoder(small, tmp_path / "a.onnx", replace=True)
    assert (tmp_path / "a.onnx").stat().st_size > 1000
    left, right = keras.Input((4,)), keras.Input((4,))
    with pytest.raises(ValueError, match="network: expected one input and one output, got several"):
        export_encoder(keras.Model([left, right], left + right), tmp_path / "b.onnx")


def export_catalogue(out):
    command = [sys.executable, "-m", "course_lib", "export", "--network", "catalogue", "--out", str(out)]
    environment = os.environ | {"COURSE_NO_VENV": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)


def test_the_command_says_what_the_file_takes_and_gives(tmp_path):
    out = tmp_path / "network.onnx"
    done = export_catalogue(out)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith(f"{out}: the course's network, trained on 60 drawn products; ")
    assert "read back by its runtime, at most" in first
    assert second.startswith("Input: float32 pictures (b, ")
    assert "Output: embeddings (b, d) of length 1" in second
    assert not done.stderr
    again = export_catalogue(out)
    assert again.returncode == 1
    assert "export: path: expected a new name, or replace, got" in again.stderr


def test_an_own_network_is_written_as_it_is_kept_and_strange_names_are_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COURSE_CACHE", str(tmp_path / "cache"))
    own = export_network(encoder((8, 8, 3), dimension=4))
    OnnxNetwork(own.content, own.fingerprint, "a network of mine").save(own_network_file("mine"))
    assert export_command("mine", tmp_path / "a.onnx") == 0
    assert "a.onnx: a network of mine; 0." in capsys.readouterr().out
    batch = pictures((8, 8, 3))
    np.testing.assert_array_equal(OnnxNetwork((tmp_path / "a.onnx").read_bytes())(batch), own(batch))
    for name, out, message in (
        ("mine", "b.tflite", "out: expected a name that ends in .onnx, for a network of your own, got 'b.tflite'"),
        ("yours", "b.onnx", "network: expected one of ('squeezenet', 'groceries', 'catalogue', 'mine'), got 'yours'"),
        ("mine", "a.onnx", "path: expected a new name, or replace, got"),
    ):
        assert export_command(name, tmp_path / out) == 1
        assert message in capsys.readouterr().err
