"""How much memory there is, in bytes. In a browser nobody tells; Python there has addresses of 32 bits."""

IN_A_BROWSER = 2**32


def total() -> int:
    """Of the whole computer.

    >>> total() >= available() > 0
    True
    """
    return getattr(_measured(), "total", IN_A_BROWSER)


def available() -> int:
    """That no program uses now."""
    return getattr(_measured(), "available", IN_A_BROWSER)


def _measured():
    try:
        import psutil
    except ModuleNotFoundError:
        return None
    return psutil.virtual_memory()
