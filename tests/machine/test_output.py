"""Outputs that are closed, full, read no further, and texts that a terminal would obey."""

import os
import subprocess
import sys

import pytest
from helpers.odd_names import ODD_NAMES, file_names
from hypothesis import given

from course_lib.machine.output import on_one_line
from course_lib.paths import ROOT

PROGRAM = (
    "import sys; from course_lib.machine.output import finish_output, print_lines\n"
    "code = print_lines(['a' * 100, 'b\\n'] * 3000, 'word') if sys.argv[1] == 'lines' else print('c') or 0\n"
    "sys.exit(finish_output(code))\n"
)


def ended(way, redirection):
    """The (exit code, output, errors) of a small program in a shell, which tells the code of the first of a pipe."""
    line = f'"{sys.executable}" -c "$PROGRAM" {way} {redirection}'
    environ = {**os.environ, "PROGRAM": PROGRAM, "PYTHONUNBUFFERED": ""}
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {line}"], env=environ, cwd=ROOT, capture_output=True)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these outputs are those of Linux")


@pytest.mark.parametrize(
    ("way", "redirection", "expected"),
    [
        ("lines", "> /dev/null", (0, "", "")),
        ("lines", "| head -c 3", (141, "aaa", "")),
        ("lines", "| true", (141, "", "")),
        ("lines", "> /dev/full", (1, "", "word: the output cannot be written (No space left on device)")),
        ("lines", "> /dev/full 2>&-", (1, "", "")),
        ("lines", ">&-", (1, "", "word: the output is closed")),
        ("lines", ">&- 2>&-", (1, "", "")),
        ("lines", "2>&- | head -c 3", (141, "aaa", "")),
        ("print", "", (0, "c\n", "")),
        ("print", "> /dev/full", (1, "", "The output cannot be written (No space left on device)")),
        ("print", "> /dev/full 2>&-", (1, "", "")),
        ("print", ">&-", (0, "", "")),
    ],
)
def test_a_program_whose_output_ends_badly_ends_without_a_traceback(way, redirection, expected):
    code, said, complained = ended(way, redirection)
    expected_code, beginning, sentence = expected
    assert code == expected_code
    assert said == beginning
    assert sentence in complained
    assert complained.count("\n") == (1 if sentence else 0), complained


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_takes_one_line_and_moves_no_cursor(name):
    line = on_one_line(name)
    assert len(line.splitlines()) <= 1
    assert not set(line) & {chr(i) for i in (*range(32), 127, *range(0x80, 0xA0), 0x202E, 0x2028)}


@given(file_names)
def test_any_name_takes_one_line_that_utf8_can_say_and_plain_text_stays(name):
    line = on_one_line(name)
    assert len(line.splitlines()) <= 1
    line.encode()
    assert on_one_line(line) == line
    assert line == name or not name.isprintable()


def test_joined_emoji_and_all_alphabets_stay_as_they_are():
    for text in ("مرحبا", "🍋👨\u200d👩\u200d👧", "食品", "می\u200cخواهم", "e\u0301", r"back\slash $"):
        assert on_one_line(text) == text
