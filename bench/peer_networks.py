"""The networks of bench/peer.py as Keras has them; peer_torch_networks.py holds the same ones."""

from collections.abc import Callable
from dataclasses import dataclass

import keras

from course_lib import data
from course_lib.models import encoder, levels_network
from course_lib.models.encoders import embedding_head
from course_lib.recipes import further, photos
from course_lib.recipes.products import shipped_encoder


@dataclass(frozen=True)
class Network:
    """A network, the side of its pictures in pixels, and weights that are no starting weights, to compare with."""

    title: str
    side: int
    make: Callable[[], keras.Model]
    weights: Callable[[], list]

    def pictures(self):
        """The groceries as this network wants them."""
        return data.groceries(self.side)


def trained_further():
    """SqueezeNet as lesson 17's long training has it: its early levels stand still, a head trains along."""
    side = round(further.VIEW * further.SIZE)
    levels = levels_network(side, further.TRAINED, frozen=further.FROZEN)
    return keras.Model(levels.input, embedding_head(levels.output, further.DIMENSION))


NETWORKS = {
    "encoder": Network(
        "lesson 15's encoder", 48, lambda: encoder((48, 48, 3)), lambda: shipped_encoder("catalogue").get_weights()
    ),
    "residual": Network(
        "the residual encoder of the longer training",
        photos.VIEW,
        lambda: photos.photo_encoder(photos.VIEW),
        lambda: shipped_encoder("groceries").get_weights(),
    ),
    "squeezenet": Network(
        "SqueezeNet, trained further",
        round(further.VIEW * further.SIZE),
        trained_further,
        lambda: trained_further().get_weights(),
    ),
}
