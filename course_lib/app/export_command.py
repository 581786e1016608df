"""`python -m course_lib export`: a network of the search as a file for other programs."""

import os

from course_lib.app.export import check_path, export_encoder
from course_lib.app.networks import IN_WORDS, keras_network, network_in_words
from course_lib.app.own_networks import load_own_network, own_networks
from course_lib.errors import expect
from course_lib.machine.files import replace_bytes
from course_lib.machine.output import print_error, print_lines


def export_command(name: str, out: str | os.PathLike, replace: bool = False) -> int:
    """Write a network into a file and say what it takes and gives.

    Args:
        name: of the network, one of `networks.IN_WORDS` or of the user's own; those are kept as ONNX and only written
            out.
        out: the file, whose name ends in .onnx or .tflite.
        replace: may a file of this name be overwritten?

    Returns:
        The exit code: 1 after naming what does not fit or cannot be written.

    Raises:
        CourseProblem: what was written would be wrong, or an own network cannot be read.
    """
    try:
        known = (*IN_WORDS, *own_networks())
        expect(name in known, "network", repr(name), f"one of {known}")
        path = check_path(out, replace)  # before anything is loaded
        if name in IN_WORDS:
            network = keras_network(name)
            compared = _compared(export_encoder(network, path, replace))
            shape = network.input.shape[1:]
        else:
            expect(
                path.suffix == ".onnx", "out", repr(path.name), "a name that ends in .onnx, for a network of your own"
            )
            own = load_own_network(name)
            replace_bytes(path, own.content)
            compared, shape = "as it is kept", own.shape
    except (OSError, ValueError) as problem:
        print_error(f"export: {problem}")
        return 1
    words = [
        f"{out}: {network_in_words(name)}; {path.stat().st_size / 1e6:.1f} MB, {compared}.",
        f"Input: float32 pictures (b, {', '.join(map(str, shape))}), red first, 0 to 255. "
        "Output: embeddings (b, d) of length 1; compare them by distance.",
    ]
    return print_lines(words, "export")


def _compared(difference):
    if difference is None:
        return "not compared with Keras: the package ai-edge-litert is not installed"
    return f"read back by its runtime, at most {difference:.0e} away from Keras"
