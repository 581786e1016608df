"""The networks of the search, without Keras, each kept as a file beside the collections that it embedded."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.app.onnx_network import VERSION, OnnxNetwork
from course_lib.app.own_networks import load_own_network, own_network_file, own_networks
from course_lib.errors import expect
from course_lib.machine.imagenet_weights import DIGEST
from course_lib.paths import WEIGHTS

if TYPE_CHECKING:
    from keras import Model

WORLD = "squeezenet"  # what embeds the pictures of a folder unless another one is asked for
WORLD_SIZE = 128  # side in pixels at which it looks at them
IN_WORDS = {
    WORLD: "SqueezeNet 1.1, trained on the photos of ImageNet",
    "groceries": "the course's network, trained on photos of 81 grocery products",
    "catalogue": "the course's network, trained on 60 drawn products",
}
OF_FOLDERS = (WORLD, "groceries")


def check_network(name: str) -> None:
    """Raise ValueError unless a folder can be searched by this network: one of OF_FOLDERS, or one of the user's own."""
    known = (*OF_FOLDERS, *own_networks())
    expect(name in known, "network", repr(name), f"one of {known}")


def network_in_words(name: str) -> str:
    """What a network is, for people.

    Raises:
        CourseProblem: a network of the user's own cannot be read.
    """
    return IN_WORDS.get(name) or load_own_network(name).in_words


def weights_digest(name: str) -> str:
    """A few characters that are others when the network's weights are others; a name of IN_WORDS or an own one."""
    if name == WORLD:
        return f"{DIGEST[:10]}{WORLD_SIZE}"
    known = (*IN_WORDS, *own_networks())
    expect(name in known, "network", repr(name), f"one of {known}")
    file = WEIGHTS / f"{name}.weights.h5" if name in IN_WORDS else own_network_file(name)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def network_file(folder: Path, name: str) -> Path:
    """Where the network is kept among the collections of `folder`."""
    return folder / f"{name}-{weights_digest(name)}-v{VERSION}.network"


def prepared_network(path: Path, name: str) -> tuple[OnnxNetwork, bool]:
    """The network of a name, and whether it was taken from elsewhere for want of its file `path`.

    Raises:
        CourseProblem: its weights come with a package that is not installed, or one of the user's own is damaged.
    """
    try:
        return OnnxNetwork.load(path), False
    except (OSError, ValueError):
        if name not in IN_WORDS:
            return load_own_network(name), True
        from course_lib.app.export import export_network

        return export_network(keras_network(name)), True


def keras_network(name: str) -> "Model":
    """The network of a name of IN_WORDS in Keras: RGB pictures (b, side, side, 3), 0 to 255, to (b, d) of length 1.

    Raises:
        CourseProblem: its weights come with a package that is not installed.
        ValueError: no such network.
    """
    expect(name in IN_WORDS, "network", repr(name), f"one of {sorted(IN_WORDS)}")
    from course_lib.models import frozen_encoder
    from course_lib.recipes.products import shipped_encoder

    return frozen_encoder(WORLD_SIZE) if name == WORLD else shipped_encoder(name)
