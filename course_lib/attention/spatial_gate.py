"""The spatial gate: a factor for each place, computed from the feature map that it multiplies."""

from typing import Any

from keras import layers, ops, saving

from course_lib.attention.gates import Gate, check_feature_map
from course_lib.errors import expect, is_whole
from course_lib.tensors import Shape, Tensor


def gate_places(x: Tensor, gates: Tensor) -> Tensor:
    """Each place of x (b, h, w, c) times its gate (b, h, w): the same factor for every channel.

    >>> ops.convert_to_numpy(gate_places(ops.ones((1, 1, 2, 2)), ops.array([[[0.0, 3.0]]]))).tolist()
    [[[[0.0, 0.0], [3.0, 3.0]]]]
    """
    return x * gates[..., None]  # (b, h, w, c)


@saving.register_keras_serializable("course_lib")
class SpatialGate(Gate):
    """Gates sigmoid(size x size convolution of [mean; maximum over the channels]), (b, h, w).

    Channel gates say what, this says where. Parameters: 2 size^2; the source takes size 7.

    Source: Woo et al. 2018.

    >>> out, gates = SpatialGate(size=3)(ops.ones((2, 5, 6, 8)), return_gates=True)
    >>> tuple(out.shape), tuple(gates.shape)
    ((2, 5, 6, 8), (2, 5, 6))
    """

    def __init__(self, size: int = 7, **options: Any):
        super().__init__(**options)
        expect(is_whole(size) and size >= 1 and size % 2, "size", size, "an odd whole number")
        self.size = size

    def build(self, shape: Shape) -> None:
        check_feature_map(shape)
        self.convolution = layers.Conv2D(1, self.size, padding="same", use_bias=False, name="convolution")
        self.convolution.build((*shape[:3], 2))

    def gated(self, x: Tensor) -> tuple[Tensor, Tensor]:
        squeezed = ops.stack([ops.mean(x, axis=-1), ops.max(x, axis=-1)], axis=-1)  # (b, h, w, 2)
        gates = ops.sigmoid(self.convolution(squeezed)[..., 0])  # (b, h, w)
        return gate_places(x, gates), gates

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "size": self.size}
