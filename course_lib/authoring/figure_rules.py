"""What the figures, pictures and widgets of a lesson must be."""

import ast

from course_lib.authoring import links, names


def _figures(lesson):
    figure_seen = False
    for cell in lesson.cells:
        if "figure" in cell.tags:
            figure_seen = True
            if cell.is_code and not _passes_alt(cell):
                yield cell, "a figure without `alt=`: say in words what it shows"
        if "widget" in cell.tags and not figure_seen:
            yield cell, "a widget without a still figure before it"


def _passes_alt(cell):
    """Whether a call gives `alt=`, or shows the (figure, alt) that a drawing function returned: show(*draw(...))."""
    calls = [node for node in ast.walk(cell.parsed) if isinstance(node, ast.Call)]
    shown = any(isinstance(argument, ast.Starred) for call in calls for argument in call.args)
    given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "alt"]
    return shown or (bool(given) and not any(isinstance(value, ast.Constant) and not value.value for value in given))


def _lost_pictures(lesson):
    folder = lesson.path.parent.parent
    for cell in lesson.cells:
        for target in [] if cell.is_code else links.local_targets(cell.text):
            if target.startswith("figures/") and not (folder / target).exists():
                yield cell, f"no such picture: {target}"


def _widget_undone(lesson):
    """A widget reads the names of the lesson anew at each move, so also what a later cell made of them."""
    read_by_function: dict[str, set[str]] = {}
    read_by_widgets: set[str] = set()
    for cell in lesson.cells:
        for statement in cell.parsed.body:
            found = names.of_statement(statement)
            for name in sorted(found.bound & read_by_widgets):
                yield cell, f"`{name}` is made anew, and a widget above reads it at its next move: take another name"
            read_by_function |= dict.fromkeys(found.bound, found.later)
            if "widget" in cell.tags:
                read_by_widgets |= found.later | _reached(found.now | found.later, read_by_function)


def _reached(roots, read_by_function):
    """The names that functions read, those of `roots`, and those of the functions that these call."""
    reached: set[str] = set()
    open_ones = set(roots)
    while open_ones:
        new = read_by_function.get(open_ones.pop(), set()) - reached
        reached |= new
        open_ones |= new
    return reached


RULES = (_figures, _lost_pictures, _widget_undone)
