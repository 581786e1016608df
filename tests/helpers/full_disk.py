"""A disk that takes no more: a limit on the size of a file, which the system itself enforces."""

import contextlib
import signal

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None


@contextlib.contextmanager
def files_end_at(size):
    """No file of this process can be written beyond `size` bytes meanwhile: a write stops there, the next one fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
