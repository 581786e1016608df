"""Views of pictures: a random one for training, cut out, mirrored and in another light, and the mirror image."""

from typing import Any

from keras import layers, ops, random, saving

from course_lib.errors import check_whole, expect
from course_lib.models.resampling import grid_sample
from course_lib.tensors import Shape, Tensor, check_channels_last


@saving.register_keras_serializable("course_lib")
class Mirror(layers.Layer):
    """Pictures (b, h, w, c) as in a mirror: left is right.

    >>> ops.convert_to_numpy(Mirror()(ops.reshape(ops.arange(3), (1, 1, 3, 1)))).ravel().tolist()
    [2, 1, 0]
    """

    def build(self, shape: Shape) -> None:
        check_channels_last()
        expect(len(shape) == 4, "pictures", f"shape {tuple(shape)}", "shape (b, h, w, c)")

    def call(self, pictures: Tensor) -> Tensor:
        return ops.flip(pictures, axis=2)


@saving.register_keras_serializable("course_lib")
class RandomView(layers.Layer):
    """RGB pictures (b, h, w, 3), 0 to 255, to random views (b, size, size, 3); without training, the whole picture.

    Each view is a rectangle of random area and place, mirrored in half of the cases, then changed in contrast,
    brightness, saturation and the gain of each colour. All the moving is one resampling, so nothing is blurred twice.
    A network trained on views of 48 pixels from pictures of 64 is best used on 64: there, things have the size that
    they had in training (Touvron and others 2019, *Fixing the train-test resolution discrepancy*).

    Args:
        size: of a view, at most that of the pictures.
        area: smallest share of the picture in a view; the largest is 1.
        aspect: the ratio of width to height differs by at most e^(2 aspect).
        gain: each colour is multiplied by e^u, u between -gain and gain.
        seed: of everything random.
        options: as of every Keras layer.

    Source: Szegedy and others 2015, *Going deeper with convolutions*.

    >>> tuple(RandomView(8)(ops.zeros((2, 16, 16, 3)), training=True).shape)
    (2, 8, 8, 3)
    """

    def __init__(
        self, size: int, area: float = 0.5, aspect: float = 0.15, gain: float = 0.06, seed: int = 0, **options: Any
    ):
        super().__init__(**options)
        check_whole("size", size, 1)
        expect(0 < area <= 1, "area", area, "above 0, at most 1")
        expect(aspect >= 0, "aspect", aspect, "0 or more")
        expect(gain >= 0, "gain", gain, "0 or more")
        self.size, self.area, self.aspect, self.gain, self.seed = size, area, aspect, gain, seed
        self.chance = random.SeedGenerator(seed)

    def build(self, shape: Shape) -> None:
        check_channels_last()
        fits = len(shape) == 4 and shape[-1] == 3 and min(shape[1:3]) >= self.size
        expect(fits, "pictures", f"shape {tuple(shape)}", f"RGB pictures (b, h, w, 3) of at least {self.size} pixels")

    def call(self, pictures: Tensor, training: bool = False) -> Tensor:
        pictures = ops.cast(pictures, "float32")
        if not training:
            return ops.image.resize(pictures, (self.size, self.size), antialias=True)
        return self._in_other_light(self._moved(pictures))

    def compute_output_shape(self, shape: Shape) -> Shape:
        return (shape[0], self.size, self.size, 3)

    def _between(self, low: float, high: float, like: Tensor, tail: tuple[int, ...] = ()) -> Tensor:
        """Random numbers between low and high, one per picture or, with a tail, several."""
        return random.uniform((ops.shape(like)[0], *tail), low, high, seed=self.chance)

    def _moved(self, pictures: Tensor) -> Tensor:
        h, w = pictures.shape[1:3]
        side = ops.sqrt(self._between(self.area, 1, pictures))  # (b,)
        stretch = ops.exp(self._between(-self.aspect, self.aspect, pictures))
        height, width = ops.minimum(side / stretch, 1) * h, ops.minimum(side * stretch, 1) * w  # pixels
        top = self._between(0, 1, pictures) * (h - height)
        left = self._between(0, 1, pictures) * (w - width)
        mirrored = self._between(0, 1, pictures) < 0.5
        down = height / self.size  # pixels of the picture per pixel of the view
        right = ops.where(mirrored, -width, width) / self.size
        start = ops.where(mirrored, left + width, left)
        pixels = ops.arange(self.size, dtype="float32") + 0.5  # the middles of a view's
        rows, columns = top[:, None] + down[:, None] * pixels, start[:, None] + right[:, None] * pixels
        return grid_sample(pictures, rows - 0.5, columns - 0.5)

    def _in_other_light(self, views: Tensor) -> Tensor:
        one, each = (1, 1, 1), (1, 1, 3)
        grey = ops.mean(views, axis=3, keepdims=True)
        views = grey + (views - grey) * ops.exp(self._between(-0.25, 0.25, views, one))
        mean = ops.mean(views, axis=(1, 2, 3), keepdims=True)
        views = (views - mean) * ops.exp(self._between(-0.3, 0.3, views, one)) + mean
        views = views + self._between(-30, 30, views, one)
        return ops.clip(views * ops.exp(self._between(-self.gain, self.gain, views, each)), 0, 255)

    def get_config(self) -> dict[str, Any]:
        own = ("size", "area", "aspect", "gain", "seed")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}
