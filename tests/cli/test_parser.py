"""Words that fit no command end the program with 2 and say what was expected."""

import pytest
from helpers.commands import call

from course_lib.cli import parser
from course_lib.machine import environment


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "required: COMMAND"),
        (("fly",), "invalid choice: 'fly'"),
        (("lab", "--port", "http"), "--port: expected a whole number of at least 1, got 'http'"),
        (("test", "--only", "fly"), "--only: invalid choice: 'fly'"),
        (("test-backends", "--only", "numpy"), "--only: invalid choice: 'numpy'"),
        (("test-cluster", "--only", "unit"), "--only: invalid choice: 'unit'"),
        (("notebooks", "--check", "--missing"), "--missing: not allowed with argument --check"),
        (("app", "--data", "fly"), "--data: expected a folder or one of groceries"),
        (("app", "--ready", "0"), "--ready: expected a whole number of at least 1, got '0'"),
        (("one-shot", "small3"), "PART: expected small1 or small2, got 'small3'"),
        (("one-shot", "--seed", "-1"), "--seed"),
        (("one-shot", "--seed", "1.5"), "--seed: expected a whole number, got '1.5'"),
        (("search", "--data", "catalogue"), "required: --query"),
        (
            ("search", "--data", "groceries", "--query", ""),
            "--query: expected the picture to look for (by make: QUERY=my_photo.jpg), got ''",
        ),
        (
            ("search", "--data", "catalogue", "--query", "no.png"),
            "--query: expected an existing file or folder, got 'no.png'",
        ),
        (("search", "--data", "fly", "--query", __file__), "--data: expected a folder or one of groceries"),
        (
            ("search", "--data", "catalogue", "--query", __file__, "--k", "0"),
            "--k: expected a whole number of at least 1",
        ),
        (
            ("search", "--data", "catalogue", "--query", __file__, "--out", "a.jpg"),
            "--out: expected a name that ends in",
        ),
    ],
)
def test_wrong_words_end_with_2_and_say_what_was_expected(monkeypatch, capsys, words, sentence):
    code, _, said = call(monkeypatch, capsys, *words)
    assert code == 2
    assert sentence in said


def test_every_command_has_an_environment():
    assert {command.PURPOSE for command in parser.COMMANDS.values()} <= set(environment.FOLDERS)
