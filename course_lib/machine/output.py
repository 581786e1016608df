"""What a command prints, on outputs that are closed, full or read no further. Standard library only."""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator

READ_NO_FURTHER = 141  # as shells report a program that a broken pipe ended
JOINERS = "\u200c\u200d"  # part of words and of emoji, unlike the other signs without a shape


def print_lines(lines: "Iterable[str]", command: str) -> int:
    """Print lines and write them out at once.

    Args:
        lines: each becomes one line, by `on_one_line`.
        command: who says on the error stream why they cannot be written.

    Returns:
        0; 141 without a word where nobody reads on; 1 where they could not be written.
    """
    if sys.stdout is None:
        print_error(f"{command}: the output is closed, so the answer cannot be written.")
        return 1
    try:
        print(*map(on_one_line, lines), sep="\n", flush=True)
    except BrokenPipeError:
        forget_output()
        return READ_NO_FURTHER
    except OSError as problem:
        forget_output()
        print_error(f"{command}: the output cannot be written ({problem.strerror or problem}).")
        return 1
    return 0


@contextlib.contextmanager
def output_for_the_answer_alone() -> "Iterator[None]":
    """What is told on the way goes to the error stream, nowhere if there is none."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(sys.stderr or nowhere):
        yield


def finish_output(code: int) -> int:
    """Write out what a command printed; its exit code, or one as in `print_lines` where that fails."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        forget_output()
        return code or READ_NO_FURTHER
    except OSError as problem:
        forget_output()
        print_error(f"The output cannot be written ({problem.strerror or problem}).")
        return code or 1
    return code


def takes_a_line() -> bool:
    """Whether the output takes the end of a line now: was it the output that failed, or some file?"""
    try:
        print(flush=True)
    except OSError:
        return False
    return True


def print_error(sentence: str) -> None:
    """Print one line on the error stream, if there is one that takes it."""
    if sys.stderr is None:  # `print` would take the output in its place
        return
    try:
        print(on_one_line(sentence), file=sys.stderr, flush=True)
    except OSError:
        return


def forget_output() -> None:
    """Send what is still to be written nowhere: Python tries once more at its end, and would complain."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):  # closed, or no file at all
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def on_one_line(text: str) -> str:
    r"""The text with what moves a terminal's cursor, or turns its text around, spelt out: names of files may hold it.

    >>> on_one_line("pears\n\x1b[31m")
    'pears\\n\\x1b[31m'
    """
    return "".join(letter.encode("unicode_escape").decode() if _acts(letter) else letter for letter in text)


def _acts(letter):
    """Controls, formats, halves of letters, separators of lines and paragraphs."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in JOINERS
