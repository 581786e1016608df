"""What this computer offers the course: versions, processor or GPU, memory."""

import os
import platform
import shutil
from importlib.metadata import version

import psutil

PARTS = ("numpy", "tensorflow", "keras", "scikit-learn", "matplotlib", "ipywidgets", "jupyterlab")
MEMORY_NEEDED = 2.0  # GB; a lesson takes 1.5 at most, JupyterLab's server 0.1


def describe():
    """One line per fact, as text: versions, cores, memory, and the device that TensorFlow uses."""
    free = psutil.virtual_memory().available / 1e9
    lines = [f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"]
    lines += [", ".join(f"{part} {version(part)}" for part in PARTS)]
    lines += [f"{os.cpu_count()} processor cores, {free:.1f} GB of memory free"]
    if free < MEMORY_NEEDED:
        lines += [f"Less than {MEMORY_NEEDED:.0f} GB is free: shut down the kernels of other notebooks first."]
    return "\n".join([*lines, device()])


def device():
    """A sentence that says which device TensorFlow uses, and what to do when it overlooks a GPU."""
    import tensorflow

    gpus = tensorflow.config.list_physical_devices("GPU")
    if gpus:
        names = [tensorflow.config.experimental.get_device_details(gpu).get("device_name", gpu.name) for gpu in gpus]
        return f"TensorFlow uses the GPU: {', '.join(names)}."
    if shutil.which("nvidia-smi") and platform.system() == "Linux":
        return "TensorFlow uses the CPU. There is an NVIDIA GPU; for it run: pip install 'tensorflow[and-cuda]'"
    return "TensorFlow uses the CPU. Every lesson is made for that."
