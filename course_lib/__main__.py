"""The command line: `python -m course_lib lab`. Standard library at the top: it runs before anything is installed."""

import io
import sys
from pathlib import Path

from course_lib.errors import CourseProblem
from course_lib.machine import environment
from course_lib.machine.output import READ_NO_FURTHER, finish_output, forget_output, print_error, takes_a_line
from course_lib.machine.processes import replace_process
from course_lib.settings import anchor_paths


def main(arguments: "list[str]") -> int:
    """Run one command with the environment it needs. Returns the exit code."""
    try:
        environment.require_supported_python()
        anchor_paths()
        from course_lib.cli.parser import parse  # written for supported Pythons

        options = parse(arguments)
        if options.command.NEEDS_CHECKOUT:
            environment.require_checkout(options.name)
        python = environment.ensure(options.command.PURPOSE)
        if python != Path(sys.executable):
            return replace_process([str(python), "-m", "course_lib", *arguments])
        return finish_output(options.command.run(options))
    except CourseProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:  # `... | head -1`
        forget_output()
        return READ_NO_FURTHER
    except OSError as problem:
        if takes_a_line():
            raise
        forget_output()
        print_error(f"The output cannot be written ({problem.strerror or problem}).")
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command can be given again.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # None where the stream is closed. What an output cannot say in its encoding ends no command.
        if isinstance(stream, io.TextIOWrapper) and sys.version_info >= (3, 7):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
