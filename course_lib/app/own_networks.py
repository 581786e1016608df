"""Networks that were trained on a folder of the user's own, each one file under a name."""

import re
from pathlib import Path

from course_lib.app.onnx_network import OnnxNetwork
from course_lib.errors import CourseProblem, expect
from course_lib.paths import network_folder

NAME = re.compile(r"\w[\w. -]{0,98}\w|\w")  # what every system takes as the name of a file, and no path
RESERVED = re.compile(r"squeezenet|groceries|catalogue|con|prn|aux|nul|(com|lpt)\d", re.IGNORECASE)


def check_own_name(name: str) -> None:
    """Raise ValueError unless an own network may bear this name: letters of any script, digits, _, - and spaces."""
    fits = isinstance(name, str) and NAME.fullmatch(name) and not RESERVED.fullmatch(name)
    words = "up to 100 letters, digits, spaces, dots, _ and -, and none of the course's own names"
    expect(bool(fits), "name", repr(name), words)


def own_network_file(name: str) -> Path:
    """Where the network of this name is, or would be.

    Raises:
        ValueError: it cannot be a name.
    """
    check_own_name(name)
    return network_folder() / f"{name}.network"


def own_networks() -> list[str]:
    """The names of those that are there."""
    found = network_folder().glob("*.network")
    return sorted(file.stem for file in found if NAME.fullmatch(file.stem) and not RESERVED.fullmatch(file.stem))


def load_own_network(name: str) -> OnnxNetwork:
    """The network of this name.

    Raises:
        CourseProblem: its file is damaged or gone.
    """
    file = own_network_file(name)
    try:
        return OnnxNetwork.load(file)
    except (OSError, ValueError) as problem:
        again = f"python -m course_lib train --data FOLDER --name {name} --replace"
        raise CourseProblem(f"The network {name} cannot be read ({problem}). Train it again: {again}") from problem
