"""A feature pyramid: what coarse maps know, brought down to the fine ones."""

import itertools
from collections.abc import Sequence
from typing import Any

from keras import layers, ops, saving

from course_lib.errors import check_whole, expect, is_whole
from course_lib.tensors import Shape, Tensor, check_channels_last


@saving.register_keras_serializable("course_lib")
class FeaturePyramid(layers.Layer):
    """Feature maps of several levels to as many maps of equal depth: [(b, h_i, w_i, c_i)] to [(b, h_i, w_i, channels)].

    From fine to coarse, each about half as high and wide as the one before. Every map goes through a 1 x 1 convolution
    (the lateral connection); then, from the coarsest down, each is enlarged to twice its size and added to the next
    finer one; a 3 x 3 convolution smooths each sum:

        m_i = lateral_i(c_i) + enlarged(m_{i+1})
        p_i = smooth_i(m_i)

    Args:
        channels: of each map that comes out.
        top_down: False leaves the adding out, for comparison: laterals and smoothing alone.
        options: as of every Keras layer.

    Raises:
        ValueError: an argument does not fit, or the maps are not each half as large as the one before.

    Source: Lin, Dollár and others 2017, "Feature pyramid networks for object detection", section 3.
    Lesson: 13

    >>> maps = FeaturePyramid(8)([ops.ones((2, 8, 8, 3)), ops.ones((2, 4, 4, 5))])
    >>> [tuple(each.shape) for each in maps]
    [(2, 8, 8, 8), (2, 4, 4, 8)]
    """

    def __init__(self, channels: int, top_down: bool = True, **options: Any):
        super().__init__(**options)
        check_whole("channels", channels, 1)
        self.channels, self.top_down = int(channels), bool(top_down)

    def build(self, shapes: Sequence[Shape]) -> None:
        check_channels_last()
        check_levels(shapes)
        self.laterals = [layers.Conv2D(self.channels, 1, name=f"lateral_{i}") for i in range(len(shapes))]
        self.smooth = [layers.Conv2D(self.channels, 3, padding="same", name=f"smooth_{i}") for i in range(len(shapes))]
        for lateral, smooth, shape in zip(self.laterals, self.smooth, shapes, strict=True):
            lateral.build(tuple(shape))
            smooth.build((*shape[:3], self.channels))

    def call(self, maps: Sequence[Tensor]) -> list[Tensor]:
        merged = [lateral(each) for lateral, each in zip(self.laterals, maps, strict=True)]
        if self.top_down:
            merged = top_down(merged)
        return [smooth(each) for smooth, each in zip(self.smooth, merged, strict=True)]

    def compute_output_shape(self, shapes: Sequence[Shape]) -> list[Shape]:
        return [(*shape[:3], self.channels) for shape in shapes]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "channels": self.channels, "top_down": self.top_down}


def top_down(maps: Sequence[Tensor]) -> list[Tensor]:
    """Each map (b, h_i, w_i, c), from fine to coarse, plus what comes down from the next coarser sum, enlarged.

    Lesson: 13
    """
    merged = [maps[-1]]
    for finer in maps[-2::-1]:
        merged.append(finer + enlarged(merged[-1], finer))
    return merged[::-1]


def enlarged(coarse: Tensor, finer: Tensor) -> Tensor:
    """coarse (b, h, w, c) with each place as 2 x 2 equal ones, cut to the height and width of `finer`."""
    twice = ops.repeat(ops.repeat(coarse, 2, axis=1), 2, axis=2)
    height, width = ops.shape(finer)[1:3]
    return twice[:, :height, :width]


def check_levels(shapes: Sequence[Shape]) -> None:
    """Raise ValueError unless these are shapes (b, h, w, c), each half as high and wide, rounded up, as the last."""
    fits = isinstance(shapes, (list, tuple)) and len(shapes) and isinstance(shapes[0], (list, tuple))
    expect(fits and all(len(shape) == 4 for shape in shapes), "maps", shapes, "a list of maps (b, h, w, c)")
    for finer, coarse in itertools.pairwise(shapes):
        for side in (1, 2):
            if is_whole(finer[side]) and is_whole(coarse[side]):
                half = -(-finer[side] // 2)
                expect(coarse[side] == half, "maps", f"{coarse[side]} after {finer[side]}", f"{half}, half of it")
