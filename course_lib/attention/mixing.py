"""Attention between channels: every channel becomes a mixture of channels, by how alike their maps are."""

from keras import layers, ops, saving

from course_lib.attention.gates import Gate, check_feature_map
from course_lib.tensors import Shape, Tensor


def maps_as_rows(x: Tensor) -> Tensor:
    """Feature maps (b, h, w, c) as one row per channel, (b, c, h w)."""
    b, h, w, c = ops.shape(x)
    return ops.transpose(ops.reshape(x, (b, h * w, c)), (0, 2, 1))


def rows_as_maps(rows: Tensor, like: Tensor) -> Tensor:
    """Rows (b, c, h w) as feature maps (b, h, w, c) of the shape of `like`: undoes `maps_as_rows`."""
    return ops.reshape(ops.transpose(rows, (0, 2, 1)), ops.shape(like))


def attention_weights(queries: Tensor, keys: Tensor, scale: Tensor = 1.0) -> Tensor:
    """softmax(scale Q K^T): how much channel i takes of channel j.

    Args:
        queries: rows (b, c, m), Q.
        keys: rows (b, c, m), K.
        scale: a number, 1 / sqrt(m) in the source.

    Returns:
        Weights (b, c, c); each row sums to 1.

    Source: Vaswani et al. 2017, eq. 1.
    Lesson: 09.

    >>> rows = ops.array([[[1.0, 0.0], [0.0, 1.0]]])
    >>> ops.convert_to_numpy(attention_weights(rows, rows, scale=100.0)).round(3).tolist()
    [[[1.0, 0.0], [0.0, 1.0]]]
    """
    scores = scale * ops.matmul(queries, ops.transpose(keys, (0, 2, 1)))  # (b, c, c)
    return ops.softmax(scores, axis=-1)


def looked_at(weights: Tensor) -> Tensor:
    """How much all channels together take of each one: the column sums (b, c) of the weights (b, c, c).

    Its mean is 1, so that it can stand beside the gates of `SoftmaxGate`.

    >>> ops.convert_to_numpy(looked_at(ops.array([[[0.75, 0.25], [0.5, 0.5]]]))).tolist()
    [[1.25, 0.75]]
    """
    return ops.sum(weights, axis=1)


class ChannelMixing(Gate):
    """Base: x + scale A V, with weights A (b, c, c), rows V (b, c, h w) and a learned scale that starts at 0.

    At the start the layer changes nothing. A subclass says in `weights_and_rows(x)` what A and V are. The gates that
    it reports are `looked_at(A)`: no factor of a channel exists here.
    """

    def build(self, shape: Shape) -> None:
        check_feature_map(shape)
        self.scale = self.add_weight(shape=(), initializer="zeros", name="scale")

    def gated(self, x: Tensor) -> tuple[Tensor, Tensor]:
        weights, rows = self.weights_and_rows(x)  # (b, c, c), (b, c, h w)
        mixed = rows_as_maps(ops.matmul(weights, rows), like=x)  # (b, h, w, c)
        return x + self.scale * mixed, looked_at(weights)

    def attention(self, x: Tensor) -> Tensor:
        """The weights A (b, c, c): how much channel i takes of channel j."""
        return self.weights_and_rows(x)[0]


@saving.register_keras_serializable("course_lib")
class DANetChannel(ChannelMixing):
    """x + beta softmax(X X^T) X, where row i of X is the map of channel i; x (b, h, w, c).

    One parameter, beta, which starts at 0. The scores are sums over h w places without a scale, so that for large maps
    the softmax takes the largest alone. The formula is the paper's. The program that its authors published takes
    softmax(max - X X^T) instead, row by row: there a channel looks at those that are least like it.

    Source: Fu et al. 2019, "DANet".

    >>> layer = DANetChannel()
    >>> layer.build((None, 5, 5, 32))
    >>> layer.count_params()
    1
    """

    def weights_and_rows(self, x: Tensor) -> tuple[Tensor, Tensor]:
        rows = maps_as_rows(x)
        return attention_weights(rows, rows), rows


@saving.register_keras_serializable("course_lib")
class ChannelQKV(ChannelMixing):
    """x + scale softmax(Q K^T / sqrt(h w)) V over channels; Q, K, V are 1 x 1 convolutions of x (b, h, w, c).

    The second product is a matrix product, c x c times c x h w. Article 2 speaks of an elementwise one, which needs one
    number for each channel (claim S2-34). Parameters: 3 (c^2 + c), and the scale, which starts at 0.

    >>> tuple(ChannelQKV()(ops.ones((2, 5, 6, 8))).shape)
    (2, 5, 6, 8)
    """

    def build(self, shape: Shape) -> None:
        super().build(shape)
        one_by_one = lambda name: layers.Conv2D(shape[-1], 1, name=name)
        self.query, self.key, self.value = one_by_one("query"), one_by_one("key"), one_by_one("value")
        for convolution in (self.query, self.key, self.value):
            convolution.build(shape)

    def weights_and_rows(self, x: Tensor) -> tuple[Tensor, Tensor]:
        queries, keys, values = (maps_as_rows(part(x)) for part in (self.query, self.key, self.value))
        scale = ops.rsqrt(ops.cast(ops.shape(queries)[-1], queries.dtype))  # 1 / sqrt(h w)
        return attention_weights(queries, keys, scale), values
