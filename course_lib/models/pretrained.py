"""Encoders over a backbone that was pretrained on ImageNet, with its own preprocessing inside."""

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from keras import Input, Model, applications, layers, ops, saving

from course_lib.errors import CourseProblem, check_whole, expect
from course_lib.models import squeezenet
from course_lib.models.encoders import UnitLength, embedding_head
from course_lib.models.picture_layers import PictureLayer
from course_lib.settings import read_setting, read_switch
from course_lib.tensors import Tensor, check_channels_last

# Small enough for two cores; together they want five ranges of pixels. The weights of SqueezeNet come with a package,
# those of the others from Keras' addresses. EfficientNetB0 is left out: with weights="imagenet" Keras gives it one
# rescaling more than with the same weights from a path.
BACKBONES = {
    "SqueezeNet": squeezenet,
    "MobileNetV2": applications.mobilenet_v2,
    "MobileNetV3Small": applications.mobilenet_v3,
    "EfficientNetV2B0": applications.efficientnet_v2,
    "DenseNet121": applications.densenet,
    "ResNet50": applications.resnet,
}
SMALLEST = 32  # side in pixels; they halve it four or five times


@saving.register_keras_serializable("course_lib")
class Preprocessing(PictureLayer):
    """RGB pictures (b, h, w, 3) from 0 to 255, in the range that a backbone was trained on.

    It calls the backbone's own `preprocess_input`: -1 to 1 for MobileNetV2; ImageNet's mean and deviation for
    DenseNet121; blue before red and ImageNet's mean for ResNet50 and SqueezeNet; nothing for the two that rescale
    inside.

    >>> white = ops.full((1, 1, 1, 3), 255)
    >>> for name in ("MobileNetV2", "DenseNet121", "ResNet50"):
    ...     print(ops.convert_to_numpy(Preprocessing(name)(white))[0, 0].round(2))
    [[1. 1. 1.]]
    [[2.25 2.43 2.64]]
    [[151.06 138.22 131.32]]
    """

    def __init__(self, backbone: str, **options: Any):
        super().__init__(**options)
        check_backbone(backbone)
        self.backbone = backbone

    def call(self, pictures: Tensor) -> Tensor:
        copy = ops.cast(pictures, self.compute_dtype) * 1.0  # preprocess_input may write into what it is given
        return BACKBONES[self.backbone].preprocess_input(copy, data_format="channels_last")

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "backbone": self.backbone}


def pretrained_encoder(
    name: str, size: int, dimension: int = 64, *, weights: str | os.PathLike | None = "imagenet"
) -> Model:
    """A pretrained network with a new head: pictures (b, size, size, 3), 0 to 255, to embeddings of length 1.

    The head is the mean over all places, a dense layer to (b, dimension), batch norm, unit length. Only the head
    trains, the backbone is frozen.

    Args:
        name: one of BACKBONES.
        size: side of the pictures in pixels, at least SMALLEST.
        dimension: how many numbers an embedding has.
        weights: "imagenet", which Keras downloads once (4 to 95 MB; SqueezeNet needs no download); the path of that
            file, or of one that `save_weights` made of such a backbone; or None, random numbers to try the code with.

    Raises:
        CourseProblem: the download fails.
        ValueError: an argument does not fit, or the file of the weights.

    >>> pretrained_encoder("MobileNetV3Small", 32, dimension=16, weights=None).output_shape
    (None, 16)
    """
    check_channels_last()
    check_backbone(name)
    check_whole("size", size, SMALLEST)
    check_whole("dimension", dimension, 1)
    backbone = with_weights(name, size, weights)
    backbone.trainable = False
    pictures = Input((size, size, 3))
    x = backbone(Preprocessing(name)(pictures))  # (b, h, w, c)
    x = layers.GlobalAveragePooling2D()(x)
    return Model(pictures, embedding_head(x, dimension), name="pretrained_encoder")


def frozen_encoder(size: int, weights: str | None = "imagenet") -> Model:
    """A network that has seen the world, as it is: pictures (b, size, size, 3), 0 to 255, to (b, 512) of length 1.

    The mean over all places of SqueezeNet's last map, without any training of ours and without a download.

    Args:
        size: side of the pictures in pixels, at least SMALLEST.
        weights: "imagenet", or None, random numbers as a control.

    Raises:
        CourseProblem: the package with the weights is not installed.
        ValueError: an argument does not fit.

    >>> frozen_encoder(32, weights=None).output_shape
    (None, 512)
    """
    check_channels_last()
    check_whole("size", size, SMALLEST)
    expect(weights in (None, "imagenet"), "weights", repr(weights), '"imagenet" or None')
    pictures = Input((size, size, 3))
    x = squeezenet.feature_map(Preprocessing("SqueezeNet")(pictures))  # (b, h, w, 512)
    network = Model(pictures, UnitLength()(layers.GlobalAveragePooling2D()(x)), name="frozen_encoder")
    if weights:
        squeezenet.load_imagenet(network)
    network.trainable = False
    return network


def check_backbone(name: str) -> None:
    """Raise ValueError unless there is such a backbone."""
    expect(name in BACKBONES, "backbone", repr(name), f"one of {sorted(BACKBONES)}")


def with_weights(name: str, size: int, weights: str | os.PathLike | None) -> Model:
    """The backbone without its classifier, (b, size, size, 3) to a feature map, with weights as asked."""
    build: Callable[..., Model] = squeezenet.SqueezeNet if name == "SqueezeNet" else getattr(applications, name)
    settings = {"include_top": False, "input_shape": (size, size, 3)}
    if isinstance(weights, str) and weights == "imagenet":
        return build(**settings) if name == "SqueezeNet" else downloaded(name, build, settings)
    there = weights is None or Path(weights).is_file()
    expect(there, "weights", f"{str(weights)!r}", '"imagenet", None or the path of a file that exists')
    backbone = build(**settings, weights=None)
    if weights is not None:
        load_strictly(backbone, Path(weights))
    return backbone


def load_strictly(backbone: Model, path: Path) -> None:
    """Load all weights from a file or raise ValueError; Keras itself only warns when it skips some."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)
            backbone.load_weights(path)
    except (UserWarning, ValueError, OSError, KeyError) as problem:
        why = str(problem).split(". ")[0]
        raise ValueError(f"weights: expected weights of {backbone.name}, got {path.name}: {why}") from problem


def downloaded(name: str, build: Callable[..., Model], settings: dict[str, Any]) -> Model:
    """The backbone with the weights that Keras downloads.

    Args:
        name: of the backbone.
        build: makes it.
        settings: for `build`.

    Raises:
        CourseProblem: the download fails; it says what to do then.
    """
    lack = f"ImageNet weights of {name}:"
    by_hand = (
        "To bring the file by hand, run the same call, or download the address, where there is a network; Keras keeps "
        "the file in ~/.keras/models there. Give the path of your copy: weights='path/to/file.h5'."
    )
    if read_switch("COURSE_OFFLINE"):
        raise CourseProblem(
            f"{lack} COURSE_OFFLINE={read_setting('COURSE_OFFLINE')} keeps the course off the network. {by_hand}"
        )
    try:
        return build(**settings, weights="imagenet")
    except Exception as problem:  # Keras raises no narrower one
        raise CourseProblem(f"{lack} Keras could not fetch them ({problem}). {by_hand}") from problem
