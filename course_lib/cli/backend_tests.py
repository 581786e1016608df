"""The library's tests with Keras on other backends than TensorFlow."""

from argparse import ArgumentParser, Namespace

from course_lib.cli.steps import BY_FILE, Step, add_step_arguments, run_steps

SUMMARY, PURPOSE = "run the library's tests on JAX and PyTorch", "backends"
NEEDS_CHECKOUT = True
BACKENDS = ("jax", "torch")
# Rooms of course_lib that are written in keras.ops, beside the module tensors.
ON_ANY_BACKEND = ("attention", "losses", "models", "recipes", "training")


def backend_steps() -> dict[str, Step]:
    """One step per backend: tests and docstrings of the rooms that are written in keras.ops."""
    files = ["tests/test_tensors.py", "course_lib/tensors.py"]
    files += [f"{place}/{room}" for room in ON_ANY_BACKEND for place in ("tests", "course_lib")]
    environ = {"MPLBACKEND": "Agg", "JAX_PLATFORMS": "cpu", "KERAS_TORCH_DEVICE": "cpu"}
    words = ("pytest", *BY_FILE, *files)
    return {name: Step(f"The library on {name}", words, {**environ, "KERAS_BACKEND": name}) for name in BACKENDS}


def add_arguments(parser: ArgumentParser) -> None:
    """Add --only and the words for pytest."""
    add_step_arguments(parser, BACKENDS)


def run(options: Namespace) -> int:
    """Run the tests on both backends, or on those named by --only."""
    return run_steps(backend_steps(), options.only, options.extra)
