"""A trained network without Keras: what search and page embed a picture with, in milliseconds, by ONNX Runtime.

TensorFlow would cost each visitor of the page seconds and 600 MB. `course_lib.app.export` takes the network from Keras.
"""

import os

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import ArrayLike

from course_lib.errors import expect
from course_lib.machine.array_file import read_arrays, write_arrays

VERSION = 3  # of the file of a network


class OnnxNetwork:
    """A network of one input and one output in the ONNX format, for the processor.

    Args:
        content: the bytes of the ONNX file.
        fingerprint: of the network that it was taken from, as `course_lib.search.fingerprint` tells it.
        in_words: what it is and on what it was trained, for people.

    Raises:
        ValueError: the bytes are no such network.

    Source:
        https://onnx.ai; https://onnxruntime.ai.
    """

    def __init__(self, content: bytes, fingerprint: str = "", in_words: str = "") -> None:
        settings = onnxruntime.SessionOptions()
        # Work on the thread that calls: a pool of threads does not survive a fork, and those who need several cores,
        # such as the reading of a folder, call from several threads.
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.enable_cpu_mem_arena = False  # of one picture after the other it would keep the largest map for ever
        settings.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(content, settings, providers=["CPUExecutionProvider"])
        except Exception as problem:  # it raises a dozen classes that have no common one
            raise ValueError(f"content: expected a network in the ONNX format, got {problem}") from problem
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        expect(len(inputs) == len(outputs) == 1, "content", "several", "one input and one output")
        self.content, self._input, self.fingerprint, self.in_words = content, inputs[0].name, fingerprint, in_words
        self.shape: tuple[int, ...] = tuple(inputs[0].shape[1:])  # of one input, such as (height, width, channels)

    def __call__(self, inputs: ArrayLike) -> np.ndarray:
        """Embeddings (b, d) float32 of inputs (b, *shape)."""
        inputs = np.asarray(inputs, np.float32)
        fits = inputs.ndim and inputs.shape[1:] == self.shape
        expect(fits, "inputs", f"shape {inputs.shape}", f"(b, {', '.join(map(str, self.shape))})")
        expect(np.isfinite(inputs).all(), "inputs", "NaN or infinity", "finite numbers")
        return self._session.run(None, {self._input: inputs})[0]

    def save(self, path: str | os.PathLike) -> None:
        """Write the network into one file, in one step."""
        content = np.frombuffer(self.content, np.uint8)
        facts = {"fingerprint": self.fingerprint, "in_words": self.in_words}
        write_arrays(path, "network", VERSION, facts, {"onnx": content})

    @classmethod
    def load(cls, path: str | os.PathLike) -> "OnnxNetwork":
        """The network that `save` wrote.

        Raises:
            ValueError: a damaged file, or another one.
            OSError: there is none.
        """
        facts, arrays = read_arrays(path, "network", VERSION)
        return cls(arrays["onnx"].tobytes(), facts["fingerprint"], facts["in_words"])
