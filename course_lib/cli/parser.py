"""All commands by their names, and the parser that chooses one."""

import argparse

from course_lib.cli import (
    answer_trials,
    app,
    backend_tests,
    bands,
    bench,
    book,
    book_tests,
    classroom,
    classroom_tests,
    cluster_tests,
    colab,
    colab_tests,
    duplicates,
    encoder_export,
    grade,
    lab,
    light_tests,
    lint,
    lite,
    lite_tests,
    lock,
    measure,
    newest_tests,
    notebooks,
    oldest_tests,
    one_shot_training,
    pictures,
    search,
    sizes,
    test,
    train,
    weights,
)

COMMANDS = {
    "lab": lab,
    "test": test,
    "test-backends": backend_tests,
    "test-cluster": cluster_tests,
    "test-classroom": classroom_tests,
    "test-book": book_tests,
    "test-light": light_tests,
    "test-lite": lite_tests,
    "test-colab": colab_tests,
    "test-oldest": oldest_tests,
    "test-newest": newest_tests,
    "notebooks": notebooks,
    "book": book,
    "lite": lite,
    "colab": colab,
    "search": search,
    "duplicates": duplicates,
    "app": app,
    "export": encoder_export,
    "train": train,
    "measure": measure,
    "sizes": sizes,
    "bands": bands,
    "bench": bench,
    "answers": answer_trials,
    "weights": weights,
    "one-shot": one_shot_training,
    "classroom": classroom,
    "grade": grade,
    "pictures": pictures,
    "lint": lint,
    "lock": lock,
}


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options of one command, `command` (its module) and `name` among them; wrong words end the program."""
    parser = argparse.ArgumentParser(prog="python -m course_lib", description="A course on Siamese networks.")
    add_command = parser.add_subparsers(metavar="COMMAND", required=True).add_parser
    for name, command in COMMANDS.items():
        own = add_command(name, help=command.SUMMARY, description=command.SUMMARY)
        own.set_defaults(command=command, name=name)
        command.add_arguments(own)
    return parser.parse_args(arguments)
