"""The command line, called in this process."""

from course_lib.__main__ import main


def call(monkeypatch, capsys, *words):
    """(exit code, output, errors) of a command, run with the Python at hand and nothing installed."""
    monkeypatch.setenv("COURSE_NO_VENV", "1")
    try:
        code = main(list(words))
    except SystemExit as end:  # of the parser
        code = end.code
    return code, *capsys.readouterr()
