"""The commands of `python -m course_lib`, a file each.

A file holds a SUMMARY, the PURPOSE of the environment that it needs (a key of `machine.environment.FOLDERS`), whether
it NEEDS_CHECKOUT or also works where course_lib was installed without its repository, `add_arguments(parser)`, and
`run(options)`, which returns the exit code. Standard library at the top: it is read before anything is installed.
"""
