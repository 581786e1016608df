"""A lesson with every code cell run twice in a row, as a learner does who changes a number and runs it again."""

import copy
import re

from nbclient import NotebookClient
from nbformat import NotebookNode

from course_lib.authoring import gate
from course_lib.authoring.alternative_texts import AGAIN

BAR = re.compile(r"\S*\d+%\|.*")
NUMBER = re.compile(r"[-+]?(\d[\d,]*\.?\d*(e[-+]?\d+)?|(nan|inf)\b)")  # 150.59step/s too, the rate of a bar


def double(notebook: NotebookNode) -> NotebookNode:
    """The same notebook with each code cell a second time, right after itself; its id ends in -again."""
    doubled = copy.copy(notebook)
    doubled.cells = [each for cell in notebook.cells for each in ([cell, _again(cell)] if _is_code(cell) else [cell])]
    return doubled


def run(notebook_client: NotebookClient, solutions: bool, **environment: str) -> list[str]:
    """Run the doubled notebook of a client; return sentences about what is wrong with it, as `gate.run` does.

    A second run prints no line that the first did not, but for its numbers, which may be drawn or measured, and shows
    things of the same kinds.

    Args:
        notebook_client: of a notebook from `double`.
        solutions: as in `gate.problems`.
        environment: variables that the kernel gets on top of those of this process.
    """
    return gate.run(notebook_client, solutions, False, **environment) or differences(notebook_client.nb)


def differences(notebook: NotebookNode) -> list[str]:
    """Sentences about the cells of a doubled notebook that ran, whose second run shows something else."""
    runs = {cell.id: _shown(cell) for cell in notebook.cells if _is_code(cell)}
    pairs = {name: (shown, runs[name + AGAIN]) for name, shown in runs.items() if name + AGAIN in runs}
    return [
        f"cell {name}: showed {first}, run again {again}"
        for name, (first, again) in pairs.items()
        if first[1] != again[1] or not set(again[0]) <= set(first[0])
    ]


def _is_code(cell):
    return cell.cell_type == "code"


def _again(cell):
    again = copy.deepcopy(cell)
    again.id += AGAIN
    return again


def _shown(cell):
    """The lines that a cell printed, their numbers left out, and the kinds of what it showed.

    Nothing of a check: the gate looks at its verdict, and the second one may say that the answer is still our version.
    """
    if "check" in cell.metadata.get("tags", []):
        return [], []
    printed = "".join(each.text for each in cell.outputs if each.output_type == "stream" and each.name == "stdout")
    # A bar of progress writes over itself. Its time and loss are left out: a training that is taken up done has none.
    last = [line.rpartition("\r")[2] for line in printed.replace("\r\n", "\n").split("\n")]
    last = [BAR.sub("bar", line) for line in last]
    lines = [" ".join(NUMBER.sub("#", line).split()) for line in last if line.strip()]
    return lines, [
        sorted(each.get("data", [each.output_type])) for each in cell.outputs if each.output_type != "stream"
    ]
