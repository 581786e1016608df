"""Distorted drawings for training: moved, turned, sheared, bent, with another pen, all in one resampling."""

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import layers, ops, random, saving

from course_lib.errors import expect, is_whole
from course_lib.models.resampling import bilinear_sample
from course_lib.tensors import Shape, Tensor

BEND = 5  # control points of the bending along each side


def neighbourhood(pictures: Tensor, choose: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """The largest (choose=ops.maximum) or smallest (ops.minimum) of the 3 x 3 pixels around each, (b, h, w, c).

    On a processor four comparisons of shifted pictures are ten times as fast as pooling one channel.
    """
    framed = ops.concatenate([pictures[:, :1], pictures, pictures[:, -1:]], axis=1)
    pictures = choose(choose(framed[:, :-2], framed[:, 2:]), pictures)
    framed = ops.concatenate([pictures[:, :, :1], pictures, pictures[:, :, -1:]], axis=2)
    return choose(choose(framed[:, :, :-2], framed[:, :, 2:]), pictures)


@saving.register_keras_serializable("course_lib")
class RandomDistortion(layers.Layer):
    """Distorts drawings, in training only: (b, h, w, c) from 0 to 255, bright ink on dark, to floats (b, s, s, c).

    Each setting is a standard deviation, 0 turns it off. Every picture of a batch has a distortion of its own, in one
    resampling, so that lines are blurred once.

    Args:
        rotation: in degrees.
        scale: of each axis, as a logarithm.
        shear: as a slope.
        shift: as a share of the side.
        bend: as a share of the side, with a smooth field over the picture (Simard, Steinkraus and Platt 2003).
        pen: how far each pixel goes towards the largest (a thick pen) or the smallest (a thin one) of its 3 x 3
            neighbours, 1 is all the way.
        size: the side s of the result, by default that of the pictures. Drawings kept larger than the network wants
            them stay sharper; without training they are only shrunk.
        seed: of everything random.
        options: as of every Keras layer.
    """

    def __init__(
        self,
        rotation: float = 7.0,
        scale: float = 0.1,
        shear: float = 0.12,
        shift: float = 0.05,
        bend: float = 0.02,
        pen: float = 0.3,
        *,
        size: int | None = None,
        seed: int = 0,
        **options: Any,
    ):
        super().__init__(**options)
        self.settings = dict(rotation=rotation, scale=scale, shear=shear, shift=shift, bend=bend, pen=pen)
        for argument, value in self.settings.items():
            expect(np.isfinite(value) and value >= 0, argument, value, "a number of at least 0")
        expect(size is None or (is_whole(size) and size >= 2), "size", size, "None or at least 2 pixels")
        self.size, self.seed = size, seed
        self.randomness = random.SeedGenerator(seed)

    def build(self, shape: Shape) -> None:
        expect(len(shape) == 4 and None not in shape[1:], "pictures", f"shape {shape}", "(b, h, w, c) of one size")
        down, right = (side_places(self.size or side) for side in shape[1:3])
        grid = np.stack(np.meshgrid(down, right, indexing="ij")).reshape(2, -1)  # (2, m)
        bells = np.kron(bells_at(down), bells_at(right)).T  # (BEND * BEND, m)
        self.basis = np.concatenate([grid, np.ones_like(grid[:1]), bells])  # (3 + BEND * BEND, m)

    def call(self, pictures: Tensor, training: bool | None = None) -> Tensor:
        pictures = ops.cast(pictures, self.compute_dtype)
        b = ops.shape(pictures)[0]
        if training:
            return self.read(self.with_another_pen(pictures, b), self.coefficients(b))
        if self.size is None:
            return pictures
        return self.read(pictures, ops.broadcast_to(ops.eye(2, self.basis.shape[0]), (b, 2, self.basis.shape[0])))

    def read(self, pictures: Tensor, coefficients: Tensor) -> Tensor:
        """The pictures at places that are sums of the basis functions, coefficients (b, 2, 3 + BEND * BEND)."""
        h, w, c = pictures.shape[1:]
        places = ops.matmul(coefficients, ops.convert_to_tensor(self.basis, self.compute_dtype))  # (b, 2, m), -1 to 1
        rows, columns = (places[:, axis] * (side / 2) + (side - 1) / 2 for axis, side in enumerate((h, w)))
        return ops.reshape(bilinear_sample(pictures, rows, columns), (-1, self.size or h, self.size or w, c))

    def coefficients(self, b: Tensor) -> Tensor:
        """What turns, shears and scales (2 numbers), shifts (1) and bends the rows and the columns, at random."""
        bend = 2 * self.settings["bend"] * self.normal(b, 2, BEND**2)
        shift = 2 * self.settings["shift"] * self.normal(b, 2, 1)
        return ops.concatenate([self.affine(b), shift, bend], axis=2)

    def affine(self, b: Tensor) -> Tensor:
        """Matrices (b, 2, 2): scaled and sheared, then turned."""
        angle, slope, down, right = ops.unstack(self.normal(b, 4), 4, axis=1)
        angle, slope = np.pi / 180 * self.settings["rotation"] * angle, self.settings["shear"] * slope
        down, right = (ops.exp(self.settings["scale"] * part) for part in (down, right))
        turn = matrices([[ops.cos(angle), -ops.sin(angle)], [ops.sin(angle), ops.cos(angle)]])
        return ops.matmul(turn, matrices([[down, slope], [ops.zeros_like(slope), right]]))

    def with_another_pen(self, pictures: Tensor, b: Tensor) -> Tensor:
        if not self.settings["pen"]:
            return pictures
        share = ops.clip(self.settings["pen"] * self.normal(b, 1, 1, 1), -1, 1)
        thick, thin = neighbourhood(pictures, ops.maximum), neighbourhood(pictures, ops.minimum)
        return pictures + ops.relu(share) * (thick - pictures) + ops.relu(-share) * (thin - pictures)

    def normal(self, *shape: Tensor) -> Tensor:
        return random.normal(shape, dtype=self.compute_dtype, seed=self.randomness)

    def compute_output_shape(self, shape: Shape) -> Shape:
        return (shape[0], self.size or shape[1], self.size or shape[2], shape[3])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **self.settings, "size": self.size, "seed": self.seed}


def side_places(n: int) -> np.ndarray:
    """The middles of n pixels along a side from -1 to 1, (n,)."""
    return ((2 * np.arange(n) + 1) / n - 1).astype("float32")


def bells_at(places: np.ndarray) -> np.ndarray:
    """Weights (n, BEND) of control points from -1 to 1 at places (n,): bells as wide as their spacing.

    Rows have length 1: from independent standard normal numbers at the control points every place gets one, too.
    """
    weights = np.exp(-0.5 * ((places[:, None] - np.linspace(-1, 1, BEND)) * (BEND - 1) / 2) ** 2)
    return (weights / np.linalg.norm(weights, axis=1, keepdims=True)).astype("float32")


def matrices(rows: list[list[Tensor]]) -> Tensor:
    """2 x 2 lists of (b,) as (b, 2, 2)."""
    return ops.stack([ops.stack(row, axis=-1) for row in rows], axis=-2)
