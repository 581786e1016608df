"""Pictures moved at random for training: zoomed, shifted, mirrored, in one resampling."""

from collections.abc import Sequence
from typing import Any

from keras import layers, ops, random, saving

from course_lib.errors import expect
from course_lib.models.resampling import grid_sample, reflected
from course_lib.tensors import Shape, Tensor, check_channels_last


@saving.register_keras_serializable("course_lib")
class RandomMoves(layers.Layer):
    """Pictures (b, h, w, c), in training only zoomed along each side, shifted and half of them mirrored; floats.

    The layers of Keras for each of these resample one after the other, which takes longer and blurs twice.
    What comes in from outside is the mirror image of what lies inside.

    Args:
        zoom: the smallest and the largest share of the picture that is seen; 0.5 shows a half, twice as large.
        shift: at most this share of a side, in each direction.
        flip: mirror half of them.
        seed: of everything random.
        options: as of every Keras layer.

    >>> tuple(RandomMoves()(ops.zeros((2, 16, 12, 3)), training=True).shape)
    (2, 16, 12, 3)
    """

    def __init__(
        self,
        zoom: tuple[float, float] = (0.75, 1.1),
        shift: float = 0.1,
        flip: bool = True,
        seed: int = 0,
        **options: Any,
    ):
        super().__init__(**options)
        pair = isinstance(zoom, Sequence) and len(zoom) == 2 and all(isinstance(each, int | float) for each in zoom)
        expect(pair and 0 < zoom[0] <= zoom[1], "zoom", zoom, "(smallest, largest), above 0")
        expect(0 <= shift <= 1, "shift", shift, "a share, 0 to 1")
        self.zoom, self.shift, self.flip, self.seed = tuple(zoom), shift, flip, seed
        self.chance = random.SeedGenerator(seed)

    def build(self, shape: Shape) -> None:
        check_channels_last()
        expect(len(shape) == 4 and None not in shape[1:], "pictures", f"shape {shape}", "(b, h, w, c) of one size")

    def call(self, pictures: Tensor, training: bool = False) -> Tensor:
        if not training:
            return ops.cast(pictures, "float32")
        rows, columns = (self._places(ops.shape(pictures)[0], n) for n in pictures.shape[1:3])
        if self.flip:
            mirrored = random.uniform((ops.shape(pictures)[0], 1), seed=self.chance) < 0.5
            columns = ops.where(mirrored, pictures.shape[2] - 1 - columns, columns)
        return grid_sample(
            pictures, *(reflected(p, n) for p, n in zip((rows, columns), pictures.shape[1:3], strict=True))
        )

    def _places(self, b: Tensor, n: int) -> Tensor:
        """Where along a side of n pixels each picture is read, (b, n)."""
        share = random.uniform((b, 1), *self.zoom, seed=self.chance)
        shift = n * random.uniform((b, 1), -self.shift, self.shift, seed=self.chance)
        middle = (n - 1) / 2
        return middle + share * (ops.arange(n, dtype="float32") - middle - shift)

    def compute_output_shape(self, shape: Shape) -> Shape:
        return shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **{name: getattr(self, name) for name in ("zoom", "shift", "flip", "seed")}}
