"""`python -m course_lib export`: a network of the search as a file for other programs."""

import os
from pathlib import Path

from course_lib.app.export import check_path, export_encoder
from course_lib.app.networks import IN_WORDS, keras_network
from course_lib.machine.output import print_error, print_lines


def export_command(name: str, out: str | os.PathLike, replace: bool = False) -> int:
    """Write a network into a file and say what it takes and gives.

    Args:
        name: of the network, one of `networks.IN_WORDS`.
        out: the file, whose name ends in .onnx or .tflite.
        replace: may a file of this name be overwritten?

    Returns:
        The exit code: 1 after naming what does not fit or cannot be written.
    """
    try:
        check_path(out, replace)  # before anything is loaded
        network = keras_network(name)
        difference = export_encoder(network, out, replace)
    except (OSError, ValueError) as problem:
        print_error(f"export: {problem}")
        return 1
    side, _, channels = network.input.shape[1:]
    compared = "not compared with Keras: the package ai-edge-litert is not installed"
    if difference is not None:
        compared = f"read back by its runtime, at most {difference:.0e} away from Keras"
    words = [
        f"{out}: {IN_WORDS[name]}; {Path(out).stat().st_size / 1e6:.1f} MB, {compared}.",
        f"Input: float32 pictures (b, {side}, {side}, {channels}), red first, 0 to 255. "
        f"Output: (b, {network.output.shape[1]}) of length 1; compare by distance.",
    ]
    return print_lines(words, "export")
