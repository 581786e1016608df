"""Channel gates: a factor for each channel, computed from the feature map that it multiplies."""

from typing import Any

from keras import layers, ops, saving

from course_lib.errors import check_whole, expect, is_whole
from course_lib.tensors import Shape, Tensor, check_channels_last


def gate_channels(x: Tensor, gates: Tensor) -> Tensor:
    """Each channel of x (b, h, w, c) times its gate (b, c): the same factor at every place.

    >>> ops.convert_to_numpy(gate_channels(ops.ones((1, 1, 2, 2)), ops.array([[0.0, 3.0]]))).tolist()
    [[[[0.0, 3.0], [0.0, 3.0]]]]
    """
    return x * gates[:, None, None, :]  # (b, h, w, c)


def check_feature_map(shape: Shape) -> None:
    """Raise ValueError unless a static shape is that of a feature map with a known number of channels."""
    check_channels_last()
    expect(len(shape) == 4 and shape[-1], "x", f"shape {tuple(shape)}", "a feature map (b, h, w, c)")


class Gate(layers.Layer):
    """Base of all layers here: a feature map in, one of the same shape out, on request with the gates it used.

    A subclass says in `gated(x)` what both are.
    """

    def call(self, x: Tensor, return_gates: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        out, gates = self.gated(x)
        return (out, gates) if return_gates else out


class ChannelGate(Gate):
    """Base of the channel gates: a subclass computes `gates(x)`, (b, h, w, c) to (b, c)."""

    def gated(self, x: Tensor) -> tuple[Tensor, Tensor]:
        gates = self.gates(x)  # (b, c)
        return gate_channels(x, gates), gates


class BottleneckGate(ChannelGate):
    """Base of gates from two dense layers, c to c / ratio to c, with a ReLU between: W2 relu(W1 s + b1) + b2."""

    def __init__(self, ratio: int = 4, **options: Any):
        super().__init__(**options)
        check_whole("ratio", ratio, 1)
        self.ratio = ratio

    def build(self, shape: Shape) -> None:
        check_feature_map(shape)
        channels = shape[-1]
        expect(self.ratio <= channels, "ratio", self.ratio, f"at most {channels}, the number of channels")
        self.reduce = layers.Dense(channels // self.ratio, activation="relu", name="reduce")
        self.expand = layers.Dense(channels, name="expand")
        self.reduce.build((None, channels))
        self.expand.build((None, channels // self.ratio))

    def bottleneck(self, squeezed: Tensor) -> Tensor:
        """(b, c) to (b, c)."""
        return self.expand(self.reduce(squeezed))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "ratio": self.ratio}


@saving.register_keras_serializable("course_lib")
class SqueezeExcitation(BottleneckGate):
    """Gates sigmoid(W2 relu(W1 s)) of the channel means s; x (b, h, w, c).

    Each gate lies between 0 and 1, independently of the others. Parameters: 2 c^2 / ratio weights and their biases.

    Source: Hu, Shen and Sun 2018, "SE".

    >>> out, gates = SqueezeExcitation(ratio=4)(ops.ones((2, 5, 5, 32)), return_gates=True)
    >>> tuple(out.shape), tuple(gates.shape)
    ((2, 5, 5, 32), (2, 32))
    """

    def gates(self, x: Tensor) -> Tensor:
        squeezed = ops.mean(x, axis=(1, 2))  # (b, c)
        return ops.sigmoid(self.bottleneck(squeezed))


@saving.register_keras_serializable("course_lib")
class SoftmaxGate(BottleneckGate):
    """Gates c softmax(W2 relu(W1 s)) of the channel means s; x (b, h, w, c): one channel gains what others lose.

    It is `SqueezeExcitation` with another last step.

    Args:
        ratio: the bottleneck has c / ratio channels.
        keep_size: False leaves the factor c out. A softmax alone sums to 1, so it makes activations c times smaller;
            the factor gives the gates the mean 1.
        options: as of every Keras layer.

    >>> gate = SoftmaxGate(ratio=2)
    >>> _, gates = gate(ops.ones((1, 5, 5, 8)), return_gates=True)
    >>> round(float(ops.mean(gates)), 5)
    1.0
    """

    def __init__(self, ratio: int = 4, keep_size: bool = True, **options: Any):
        super().__init__(ratio, **options)
        self.keep_size = keep_size

    def gates(self, x: Tensor) -> Tensor:
        squeezed = ops.mean(x, axis=(1, 2))  # (b, c)
        shares = ops.softmax(self.bottleneck(squeezed), axis=-1)  # (b, c), each row sums to 1
        return shares * x.shape[-1] if self.keep_size else shares

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "keep_size": self.keep_size}


@saving.register_keras_serializable("course_lib")
class CBAMChannel(BottleneckGate):
    """Gates sigmoid(MLP(mean) + MLP(maximum)), one bottleneck for both; x (b, h, w, c).

    Source: Woo et al. 2018, "CBAM".
    """

    def gates(self, x: Tensor) -> Tensor:
        mean, maximum = ops.mean(x, axis=(1, 2)), ops.max(x, axis=(1, 2))  # (b, c)
        return ops.sigmoid(self.bottleneck(mean) + self.bottleneck(maximum))


@saving.register_keras_serializable("course_lib")
class ECA(ChannelGate):
    """Gates sigmoid(convolution of the channel means, `size` neighbours wide); x (b, h, w, c).

    No bottleneck and `size` parameters. Neighbouring channels share a gate's inputs, so their order matters.

    Source: Wang et al. 2020.

    >>> layer = ECA(size=3)
    >>> layer.build((None, 5, 5, 32))
    >>> layer.count_params()
    3
    """

    def __init__(self, size: int = 3, **options: Any):
        super().__init__(**options)
        expect(is_whole(size) and size >= 1 and size % 2, "size", size, "an odd whole number")
        self.size = size

    def build(self, shape: Shape) -> None:
        check_feature_map(shape)
        self.convolution = layers.Conv1D(1, self.size, padding="same", use_bias=False, name="convolution")
        self.convolution.build((None, shape[-1], 1))

    def gates(self, x: Tensor) -> Tensor:
        squeezed = ops.mean(x, axis=(1, 2))  # (b, c)
        return ops.sigmoid(self.convolution(squeezed[..., None])[..., 0])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "size": self.size}
