"""The code that runs, in parts that say whether it is still the same: what a changed line changes, and no more.

The parts come from the compiled code, not from the text: that is what runs, even after the file was edited or pulled
anew below a running kernel, it is there for a cell of a notebook and where the text is missing, and comments,
docstrings and line numbers are not in it. Another version of Python compiles otherwise, so it starts trainings afresh.
"""

import dis
import inspect
import sys
import types
from typing import Any

import numpy as np

INSTALLED = {"site-packages", "dist-packages"}
LAZY = {"__annotate__", "__annotate_func__"}  # types of arguments, since Python 3.14
HAS_DOCSTRING = 0x4000000  # a flag of compiled code since Python 3.14; before, a text in the first place is one


def is_own(module: str | None) -> bool:
    """Is code of the module of this name the course's or the learner's, and no installed library's?

    >>> is_own("course_lib.losses"), is_own("__main__"), is_own("numpy.linalg"), is_own("json"), is_own("builtins")
    (True, True, False, False, False)
    """
    module = module or ""
    first = module.partition(".")[0]
    if first in {"course_lib", "__main__"}:
        return True
    if first in sys.stdlib_module_names or not first:
        return False
    file = getattr(sys.modules.get(module), "__file__", None) or getattr(sys.modules.get(first), "__file__", None)
    return file is not None and not INSTALLED & set(file.replace("\\", "/").split("/"))


def is_own_thing(value: Any) -> bool:
    """Is the class of an object the course's or the learner's?"""
    return is_own(type(value).__module__)


def nested(code: types.CodeType) -> list[types.CodeType]:
    """The code itself and that of the functions written inside it."""
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return [code, *(deeper for each in inner for deeper in nested(each))]


def code_parts(code: types.CodeType) -> list:
    """What decides what the code does, as lists and texts: instructions, names, constants; no docstring, no place.

    >>> code_parts((lambda x: x + 1).__code__) == code_parts((lambda x: x + 1).__code__)
    True
    >>> code_parts((lambda x: x + 1).__code__) == code_parts((lambda x: x + 2).__code__)
    False
    """
    constants = [constant_parts(const) for const in code.co_consts[int(has_docstring(code)) :]]
    arguments = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    caught = getattr(code, "co_exceptiontable", b"")  # before Python 3.11 what is caught stands in the code itself
    return [code.co_code.hex(), caught.hex(), list(code.co_names), list(arguments), constants]


def has_docstring(code: types.CodeType) -> bool:
    """Is the first constant a docstring?"""
    first = code.co_consts[0] if code.co_consts else None
    may_have = code.co_flags & HAS_DOCSTRING if sys.version_info >= (3, 14) else not code.co_name.startswith("<")
    return isinstance(first, str) and bool(may_have)


def constant_parts(constant: Any) -> list | str:
    """A constant of compiled code: a number, a text, a tuple or set of these, or the code of an inner function."""
    if isinstance(constant, types.CodeType):
        return code_parts(constant)
    if isinstance(constant, tuple):
        return [constant_parts(each) for each in constant]
    if isinstance(constant, frozenset):  # in the order of random hash values
        return sorted((constant_parts(each) for each in constant), key=repr)
    return f"{type(constant).__name__} {constant!r}"


def names_read(code: types.CodeType) -> tuple[list[str], list[str]]:
    """The global names that the code reads, and the attributes that it asks of anything, by alphabet.

    >>> names_read((lambda x: np.sum(x).real).__code__)
    (['np'], ['real', 'sum'])
    """
    read = [instruction for each in nested(code) for instruction in dis.get_instructions(each)]
    by_kind = lambda *kinds: sorted({step.argval for step in read if step.opname in kinds})
    return by_kind("LOAD_GLOBAL", "LOAD_NAME"), by_kind("LOAD_ATTR", "LOAD_METHOD")


def members(value: Any) -> list[tuple[str, Any]]:
    """(name, value) of what an object or the body of a class holds, by alphabet; of __names__ those that act."""
    slots = [name for kind in type(value).__mro__ for name in np.atleast_1d(getattr(kind, "__slots__", ()))]
    found = {str(name): getattr(value, name) for name in slots if hasattr(value, name)} | getattr(value, "__dict__", {})
    acts = lambda each: inspect.isroutine(each) or isinstance(each, classmethod | staticmethod | property)
    plain = lambda name: not name.startswith("__")
    return [(name, found[name]) for name in sorted(found) if plain(name) or (acts(found[name]) and name not in LAZY)]
