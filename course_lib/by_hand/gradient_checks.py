"""What every function of the engine checks of its arguments, and the judge of every derivative."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from course_lib.errors import expect

R = TypeVar("R")  # what a checked function returns


def checked(**shapes: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Let a function take the named arguments only as finite float64 arrays of the given shapes.

    Lists and whole numbers are converted.

    Args:
        shapes: a letter per axis, such as "n d", or "" for a number; a letter has the same size in every argument, at
            least 1. "..." is any shape, and "n bool" are n truth values.

    Raises:
        ValueError: by the function, for anything else.

    >>> @checked(x="n i", weights="i o")
    ... def product(x, weights):
    ...     return x @ weights
    >>> product([[1, 2]], [[3], [4]])
    array([[11.]])
    >>> product([[1, 2]], [[3], [4], [5]])
    Traceback (most recent call last):
    ...
    ValueError: weights: expected shape (i, o) with n=1, i=2, got (3, 1)
    """

    def decorate(function: Callable[..., R]) -> Callable[..., R]:
        signature = inspect.signature(function)

        @wraps(function)
        def with_checks(*positional: Any, **named: Any) -> R:
            bound = signature.bind(*positional, **named)
            bound.apply_defaults()
            given, sizes = bound.arguments, dict[str, int]()
            for argument, shape in shapes.items():
                given[argument] = as_array(argument, given[argument], shape.endswith("bool"))
                check_shape(argument, given[argument].shape, shape.removesuffix(" bool"), sizes)
            return function(**given)

        return with_checks

    return decorate


def as_array(argument: str, values: ArrayLike, truth: bool = False) -> np.ndarray:
    """`values` as a finite float64 array.

    Args:
        argument: what the caller calls them.
        values: numbers; whole ones are converted.
        truth: take and return True and False instead.

    Raises:
        ValueError: naming `argument`, for rows of different lengths, text, complex numbers, NaN, infinity, or whole
            numbers so large that float64 would make neighbours equal.

    >>> as_array("x", [1, 2])
    array([1., 2.])
    """
    try:
        array = np.asarray(values)
    except ValueError:
        expect(False, argument, "rows of different lengths", "an array")
    if truth:
        expect(array.dtype == bool, argument, array.dtype, "True and False")
        return array
    expect(array.dtype.kind in "biuf", argument, array.dtype, "real numbers")
    floats = array.astype(np.float64, copy=False)
    expect(np.isfinite(floats).all(), argument, "NaN or infinity", "finite numbers")
    expect(array.dtype.kind == "f" or (abs(floats) < 2**53).all(), argument, "more", "whole numbers below 2**53")
    return floats


def check_shape(argument: str, got: tuple[int, ...], shape: str, sizes: dict[str, int]) -> None:
    """Raise ValueError, naming `argument`, unless the tuple `got` is of a shape; note the size of each new letter.

    Args:
        argument: what the caller calls the array.
        got: its shape.
        shape: the wanted one, in letters as in `checked`.
        sizes: the sizes of the letters so far.

    >>> sizes = {}
    >>> check_shape("x", (5, 3), "n i", sizes)
    >>> sizes
    {'n': 5, 'i': 3}
    """
    if shape == "...":
        return
    letters = shape.split()
    fits = len(letters) == len(got) and all(got)
    if not (fits and all(sizes.get(letter, size) == size for letter, size in zip(letters, got, strict=True))):
        known = ", ".join(f"{letter}={size}" for letter, size in sizes.items())
        expect(False, argument, got, f"shape ({', '.join(letters)})" + (f" with {known}" if known else ""))
    sizes.update(zip(letters, got, strict=True))


@checked(values="...", step="")
def numerical_gradient(function: Callable[[np.ndarray], float], values: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Central differences of `function` at `values`: an array of the same shape.

    Each entry is (f(v + step) - f(v - step)) / (2 step) with one entry of `values` moved. Its error shrinks as step^2.

    Args:
        function: a number from an array.
        values: where.
        step: how far each entry is moved.

    Raises:
        ValueError: `step` is too small to move a value at all.

    >>> numerical_gradient(lambda v: (v**2).sum(), [3, -1]).round(6)
    array([ 6., -2.])
    """
    expect((values + step != values).all(), "step", step, "a step that moves every value")  # 1e15 + 1e-5 is 1e15
    gradient = np.empty_like(values)
    for place in np.ndindex(values.shape):
        moved = np.zeros_like(values)
        moved[place] = step
        gradient[place] = (function(values + moved) - function(values - moved)) / (2 * step)
    return gradient
