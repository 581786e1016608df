"""Labels inside a loss: tensors that tell two classes apart, or an error, or NaN where a graph knows no values yet."""

from typing import Any

import keras
import numpy as np
from keras import ops

from course_lib.errors import expect
from course_lib.labels import checked_labels
from course_lib.tensors import Tensor

NUMBERS = "whole numbers, one per class, such as np.unique(labels, return_inverse=True)[1] gives"
ROOM = {"float64": 2**53, "float32": 2**24, "float16": 2**11, "bfloat16": 2**8}  # below it whole numbers are exact


def label_tensor(labels: Any, argument: str = "labels") -> Tensor:
    """Labels, shape kept, as a tensor of whole numbers or truth values; a tensor of these stays as it is.

    Keras would make float32 of them, in which neighbours beyond 2^24 are equal. Here they keep their kind.

    Args:
        labels: a tensor, an array or a list.
        argument: what the caller calls them.

    Raises:
        ValueError: texts, which no tensor of numbers holds; what `checked_labels` refuses; numbers that the backend
            has no room for, as JAX beyond 2^31.

    >>> ops.convert_to_numpy(label_tensor([4_006_381_333, 4_006_381_334])).tolist()
    [4006381333, 4006381334]
    """
    if is_tensor(labels):
        dtype = keras.backend.standardize_dtype(labels.dtype)
        expect(dtype.startswith(("int", "uint", "bool", "float", "bfloat")), argument, f"dtype {dtype}", NUMBERS)
        known = values_of(labels) if "float" in dtype else None
        return labels if known is None else label_tensor(known, argument)
    given = checked_labels(labels, argument)
    expect(given.dtype.kind != "U", argument, "texts", NUMBERS)
    tensor = ops.convert_to_tensor(given)
    kept = keras.backend.standardize_dtype(tensor.dtype)
    if given.size and kept != "bool":
        room, least, most = np.iinfo(kept), given.min(), given.max()
        expect(room.min <= least and most <= room.max, argument, f"{least} to {most}", f"numbers that fit into {kept}")
    return tensor


def is_tensor(value: Any) -> bool:
    """Is it a tensor of the backend at hand, with values or without?"""
    return ops.is_tensor(value) or isinstance(value, keras.KerasTensor | keras.Variable)


def values_of(tensor: Tensor) -> np.ndarray | None:
    """The values of a tensor; None inside a graph, where it has none yet."""
    if keras.backend.backend() == "tensorflow" and not hasattr(tensor, "numpy"):
        return None  # to ask for them would be an error, and before it a warning
    try:
        return np.asarray(ops.convert_to_numpy(tensor))
    except Exception:  # each backend raises another one
        return None


def check_class_numbers(labels: Tensor, classes: int, argument: str = "labels") -> None:
    """Raise ValueError unless the labels lie between 0 and classes - 1, as far as their values are known by now."""
    known = values_of(labels)
    if known is not None and known.size:
        least, most = known.min(), known.max()
        expect(least >= 0 and most < classes, argument, f"{least} to {most}", f"0 to {classes - 1}")


def are_sound(labels: Tensor, classes: int | None) -> Tensor:
    """Whether all labels of a graph are what `label_tensor` and `check_class_numbers` would take. A truth value.

    Args:
        labels: (b,), from `label_tensor`.
        classes: None for any number of them.
    """
    dtype = keras.backend.standardize_dtype(labels.dtype)
    sound = ops.cast(True, "bool")
    if "float" in dtype:
        whole = (labels == ops.round(labels)) & (ops.abs(labels) < ROOM[dtype])  # a NaN equals nothing
        sound = sound & ops.all(whole)
    if classes is not None and dtype != "bool":
        sound = sound & ops.all((labels >= 0) & (labels < classes))
    return sound
