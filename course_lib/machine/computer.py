"""What this computer offers the course: versions, processor or GPU, memory."""

import math
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version

from course_lib.machine import memory
from course_lib.machine.cores import cores

PARTS = ("numpy", "tensorflow", "keras", "scikit-learn", "matplotlib", "ipywidgets", "jupyterlab")
# What a lesson may take at most, on two cores: a learner's limits. CONTRIBUTING.md repeats them, a test compares.
LESSON_MINUTES, LESSON_MEMORY = 2.0, 1.5  # GB
SERVER_MEMORY = 0.1  # GB, of JupyterLab's own process
MEMORY_NEEDED = math.ceil(LESSON_MEMORY + SERVER_MEMORY)  # GB


def describe() -> str:
    """One line per fact, as text: versions, cores, memory, and the device that TensorFlow uses."""
    free = memory.available() / 1e9
    lines = [f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    lines += [", ".join(f"{part} {_version(part)}" for part in PARTS)]
    lines += [f"{cores()} processor cores, {free:.1f} GB of memory free"]
    if free < MEMORY_NEEDED:
        lines += [f"Less than {MEMORY_NEEDED:.0f} GB is free: shut down the kernels of other notebooks first."]
    return "\n".join([*lines, device()])


def _version(part):
    try:
        return version(part)
    except PackageNotFoundError:
        return "not installed"


def device() -> str:
    """A sentence that says which device TensorFlow uses, and what to do when it overlooks a GPU."""
    try:
        import tensorflow
    except ModuleNotFoundError:
        return "TensorFlow is not installed: the lessons from 06 on need it, and a few cells before."

    gpus = tensorflow.config.list_physical_devices("GPU")
    if gpus:
        names = [tensorflow.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in gpus]
        return f"TensorFlow uses the GPU: {', '.join(names)}."
    if shutil.which("nvidia-smi") and platform.system() == "Linux":
        return "TensorFlow uses the CPU. There is an NVIDIA GPU; for it run: pip install 'tensorflow[and-cuda]'"
    return "TensorFlow uses the CPU. Every lesson is made for that."
