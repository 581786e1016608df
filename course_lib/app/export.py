"""A trained encoder as a file for other programs: ONNX, or LiteRT, which was called TensorFlow Lite."""

import contextlib
import importlib
import importlib.util
import io
import os
import tempfile
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from course_lib.app.onnx_network import OnnxNetwork
from course_lib.errors import CourseProblem, expect
from course_lib.machine.files import replace_atomically
from course_lib.machine.quiet import errors_unheard
from course_lib.search.fingerprint import model_fingerprint

if TYPE_CHECKING:
    from keras import Model

FORMATS = {".onnx": "onnx", ".tflite": "litert"}  # ending of the file: Keras' name of the format
CLOSE = 1e-4  # an exported network may differ from its origin by so much in each number of an embedding
RUNTIME = "ai_edge_litert"  # reads LiteRT; nothing else of the course needs it


def export_network(network: "Model") -> OnnxNetwork:
    """The same network for ONNX Runtime, its fingerprint that of the Keras network.

    Raises:
        ValueError: several inputs or outputs.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        _write(network, path)
        return OnnxNetwork(path.read_bytes(), model_fingerprint(network))


def export_encoder(network: "Model", path: str | os.PathLike, replace: bool = False) -> float | None:
    """Write an encoder into a file that its runtime has read back and that gives what Keras gives.

    The file takes pictures (b, height, width, channels) as float32 from 0 to 255 and returns embeddings (b, d); all
    preprocessing is inside. A LiteRT file is made for one picture; its `resize_tensor_input` admits more.

    Args:
        network: of one input and one output.
        path: a name that ends in .onnx or .tflite, in a folder that exists. It is written in one step.
        replace: may a file of this name be overwritten?

    Returns:
        The largest difference between an embedding of the file and of Keras, at most CLOSE; None where LiteRT's
        runtime, the package ai-edge-litert, is not installed, so that nothing was compared.

    Raises:
        ValueError: another ending, no such folder, several inputs or outputs, or a name that is taken.
        CourseProblem: what was written does not give what Keras gives, and is not put there; or this version of Keras
            does not know the format (LiteRT came after 3.8).
    """
    path = check_path(path, replace)
    with replace_atomically(path) as part:
        _write(network, part)
        difference = _difference(network, part)
        if difference is not None and not difference <= CLOSE:
            raise CourseProblem(f"{path.name} would differ from Keras by {difference:.1g}; at most {CLOSE} is right.")
    return difference


def check_path(path: str | os.PathLike, replace: bool = False) -> Path:
    """The path, if `export_encoder` could write there; no network is needed for the answer.

    Raises:
        ValueError: another ending, no such folder, a folder, or a name that is taken and must not be.
    """
    expect(isinstance(path, str | os.PathLike), "path", repr(path), "the name of a file")
    path = Path(path)
    expect(path.suffix in FORMATS, "path", repr(path.name), f"a name that ends in {' or '.join(FORMATS)}")
    expect(path.parent.is_dir(), "path", f"the missing folder {path.parent}", "a folder that exists")
    expect(not path.is_dir(), "path", f"the folder {path}", "the name of a file")
    expect(replace or not path.exists(), "path", f"{path}, which is there", "a new name, or replace")
    return path


def _write(network, path):
    expect(len(network.inputs) == len(network.outputs) == 1, "network", "several", "one input and one output")
    network(np.zeros((1, *network.input.shape[1:]), np.float32))  # older versions of Keras export only what was called
    with contextlib.redirect_stdout(io.StringIO()), errors_unheard(), warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of Keras' own way to NumPy 2
        try:
            network.export(str(path), format=FORMATS[path.suffix], verbose=False)
        except ValueError as problem:
            if "format" not in str(problem):
                raise
            raise CourseProblem(
                f"This Keras, {version('keras')}, writes no {path.suffix} file; a newer one does."
            ) from problem


def _difference(network, path):
    pictures = np.random.default_rng(0).uniform(0, 255, (4, *network.input.shape[1:])).astype(np.float32)
    pictures[0], pictures[1] = 0, 255
    read = OnnxNetwork(path.read_bytes()) if path.suffix == ".onnx" else _litert(path)
    if read is None:
        return None
    found = np.concatenate([read(picture[None]) for picture in pictures])
    return float(np.abs(found - network.predict(pictures, verbose=0)).max())


def _litert(path):
    """A function from one picture (1, h, w, c) to its embedding (1, d), or None without the runtime."""
    if importlib.util.find_spec(RUNTIME) is None:
        return None
    made = importlib.import_module(f"{RUNTIME}.interpreter").Interpreter
    with errors_unheard():  # it tells of each delegate
        network = made(str(path))
        network.allocate_tensors()

    def embed_one(picture):
        network.set_tensor(network.get_input_details()[0]["index"], picture)
        network.invoke()
        return network.get_tensor(network.get_output_details()[0]["index"])

    return embed_one
