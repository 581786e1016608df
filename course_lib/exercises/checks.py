"""Does a check look at the answer at all?

Python with -O or PYTHONOPTIMIZE leaves every assert out, a generator's body does not run when it is called, and a
function without an assert finds nothing wrong. Each of them would call every answer solved.
"""

import dis
import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from course_lib.errors import expect

# Functions of other modules that are known by their name to raise: np.testing.assert_allclose, errors.expect.
RAISES = re.compile(r"_*(assert|check|expect|raise|fail)", re.IGNORECASE)
BLIND = (
    "this Python leaves out the asserts of which a check is made: it runs with -O or PYTHONOPTIMIZE. "
    "Start JupyterLab again without them"
)


def why_blind() -> str:
    """A sentence where this Python leaves out asserts, so that no check can judge; empty where it does not."""
    return BLIND if sys.flags.optimize else ""


def refuse_unfit(check: Callable[[Any], None]) -> None:
    """Raise ValueError unless `check` is a function, method, callable object or partial whose body runs at every call.

    Raises:
        ValueError: it takes another number of arguments than one, or is a class, a generator, a coroutine or cached.
    """
    takes_one = callable(check) and not inspect.isclass(check) and _takes_one(check)
    expect(takes_one, "check", check, "a function of one argument, the answer")
    later = any(function.__code__.co_flags & LATER for function in list(_functions(check))[:1])
    expect(not later and not hasattr(check, "cache_info"), "check", check, "a plain function, which runs at every call")


def can_raise(check: Callable[[Any], None]) -> bool:
    """Is there an assert or a raise in `check`?

    It may stand in a function of the same module or notebook, or be a function of another module whose name begins
    with assert, check, expect, raise or fail.
    """
    return any(_raises(function.__code__) for function in _reached(list(_functions(check))))


LATER = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR | inspect.CO_ITERABLE_COROUTINE


def _takes_one(check):
    try:
        inspect.signature(check).bind(None)
    except (TypeError, ValueError):
        return False
    return True


def _functions(value: Any) -> Iterator[Any]:
    """The function behind a method, a partial or a callable object, and those that a partial passes on."""
    if isinstance(value, functools.partial):
        for part in (value.func, *value.args, *value.keywords.values()):
            yield from _functions(part)
    elif inspect.ismethod(value):
        yield value.__func__
    elif inspect.isfunction(value):
        yield value
    elif callable(value) and not inspect.isclass(value):
        yield from filter(inspect.isfunction, [type(value).__call__])


def _reached(functions: list) -> list:
    """The functions, those in their closures, those of their modules that they name, and so on."""
    found = list(functions)
    for function in found:
        named = [function.__globals__.get(name) for name in _names(function.__code__)]
        own = [each for value in named for each in _functions(value) if each.__globals__ is function.__globals__]
        cells = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
        found += [
            each for each in [*own, *(inner for value in cells for inner in _functions(value))] if each not in found
        ]
    return found


def _is_filled(cell):
    try:
        return cell.cell_contents is not cell
    except ValueError:  # a name that the enclosing function has not bound yet
        return False


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code object and those of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def _names(code):
    return {name for each in codes(code) for name in each.co_names}


def _raises(code):
    """Can the code raise: by an assert, a raise, or the name of a function that is known to do so?"""
    words = any(RAISES.match(name) for name in _names(code))
    return words or any(step.opname == "RAISE_VARARGS" for each in codes(code) for step in dis.get_instructions(each))
