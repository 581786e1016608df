"""An answer that calls exit(): in a notebook that ends the kernel, and with it all that the learner has computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.getipython import get_ipython

SENTENCE = "the answer ends Python with exit(): hand the result back with return instead"


@contextmanager
def kernel_stays() -> Iterator[None]:
    """While it lasts, exit() and quit() of a notebook raise SystemExit, as they do outside one.

    In a notebook both are IPython's own: they ask the shell to end, and the code after them runs on.
    """
    shell: Any = get_ipython()  # an InteractiveShell has no ask_exit, a notebook's has
    if shell is None:
        yield
        return
    shell.ask_exit = _leave
    try:
        yield
    finally:
        del shell.ask_exit  # the method of its class is there again


def _leave():
    raise SystemExit
