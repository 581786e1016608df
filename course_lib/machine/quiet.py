"""Standard streams: where they are closed, and how TensorFlow's greeting is kept from the learner.

It says a dozen lines about its kernels, in a red box, each time it is loaded.

Its own switch, TF_CPP_MIN_LOG_LEVEL, works only once it is loaded. Standard library only.
"""

import contextlib
import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Iterator

GPU_FILES = ("/dev/nvidiactl", "/dev/dxg", "/dev/kfd")  # NVIDIA's driver, Windows' in WSL, AMD's


def fill_closed_streams() -> None:
    """Let a closed input, output or error stream lead nowhere; else the next file that is opened takes its number.

    Compiled code would then write its messages into that file, which may be an index that is being saved.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # it is closed; those below it are open, so it is the next that the system gives
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def no_greeting() -> None:
    """Arrange that TensorFlow loads in silence; settings made outside are kept."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if sys.platform == "linux" and not any(map(os.path.exists, GPU_FILES)):
        # Without a driver, TensorFlow looks for one all the same and reports an error.
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    if "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    """Finds TensorFlow as Python would, once, and lets it load with the error stream closed."""

    def find_spec(self, name, path, target=None):
        if name != "tensorflow":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def load_in_silence(module):
                with errors_unheard():
                    load(module)

            spec.loader.exec_module = load_in_silence  # type: ignore[method-assign]  # of this one loader alone
        return spec


@contextlib.contextmanager
def errors_unheard() -> "Iterator[None]":
    """What compiled code writes to the error stream meanwhile is lost; Python's own exceptions are not.

    A closed error stream leads nowhere from then on: the next file that is opened would be it.
    """
    kept = _duplicate(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        if kept is not None:
            os.dup2(kept, 2)
            os.close(kept)
        if nowhere != 2:
            os.close(nowhere)


def _duplicate(stream):
    """A second number of an open stream, or None where it is closed."""
    try:
        return os.dup(stream)
    except OSError:
        return None
