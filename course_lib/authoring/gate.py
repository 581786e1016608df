"""The gate: a notebook runs from top to bottom, and what it shows is as it should be."""

import os
import re

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course_lib.authoring import alternative_texts, kernel
from course_lib.authoring.one_run import OPEN
from course_lib.authoring.trying import shown

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
STATE_OF_EXERCISE = re.compile(r"\d\d[b-z]?-\d+ (solved|not solved yet|not right yet)")


def problems(path: str | os.PathLike, solutions: bool) -> list[str]:
    """Run the notebook `path`; return sentences about what is wrong with it, none where it is as it should be.

    Args:
        path: of the notebook.
        solutions: whether every exercise must be solved; in a learner's notebook it may also be not solved yet. The
            check of a stub that `one_run.merge` put in must say that it is not.
    """
    return run(kernel.client(path), solutions)


def run(notebook_client: NotebookClient, solutions: bool, stays: bool = False, **environment: str) -> list[str]:
    """Run the notebook of a client; return sentences as `problems` does. The notebook `nb` then holds the outputs.

    Args:
        notebook_client: from `kernel.client`.
        solutions: as in `problems`.
        stays: the kernel goes on running, for `kernel.end` to end.
        environment: variables that the kernel gets on top of those of this process.
    """
    try:
        kernel.execute(notebook_client, stays, **environment)
    except DeadKernelError:
        what = "the kernel died"
    except CellTimeoutError:
        what = f"ran for more than {notebook_client.timeout} seconds"
    except CellExecutionError as error:
        what = f"{error.ename}: {error.evalue}"
    else:
        return problems_shown(notebook_client.nb, solutions)
    return [f"{_last_started(notebook_client.nb)}: {what}"]


def problems_shown(notebook: NotebookNode, solutions: bool) -> list[str]:
    """The same sentences for a notebook that was run already."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            sentences = [
                *_did_not_raise(cell),
                *_exercise(cell, solutions),
                *_answers(cell),
                *alternative_texts.missing(cell.outputs),
            ]
            found += [f"cell {cell.id}: {sentence}" for sentence in sentences]
    return found + alternative_texts.unfit(notebook) + _widgets(notebook)


def _last_started(notebook):
    started = [cell for cell in notebook.cells if "execution" in cell.metadata]
    return f"cell {started[-1].id}" if started else "before the first cell"


def _did_not_raise(cell):
    expected = "raises-exception" in cell.metadata.get("tags", [])
    if expected and not any(output.output_type == "error" for output in cell.outputs):
        yield "tagged `raises-exception` but raised nothing"


def _exercise(cell, solutions):
    if "check" not in cell.metadata.get("tags", []):
        return
    if OPEN in cell.metadata.tags:
        allowed = {"not solved yet"}
    else:
        allowed = {"solved"} if solutions else {"solved", "not solved yet"}
    shown = "\n".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
    states = STATE_OF_EXERCISE.findall(shown)
    if not states or not set(states) <= allowed:
        yield f"expected an exercise that is {' or '.join(sorted(allowed, reverse=True))}, got `{shown.strip()}`"


def _answers(cell):
    """Sentences about answers that a check judged otherwise than it must."""
    for each in shown([cell]):
        if not each.as_it_must_be:
            asked = f"must be {each.expected}{each.words and f', with the words {each.words!r}'}"
            yield f"answer `{each.exercise} {each.title}` is {each.state}: {each.said!r}; it {asked}"


def _widgets(notebook):
    """Sentences about widgets: nbclient swallows errors inside an Output widget."""
    found = []
    for model in notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {}).values():
        state = model["state"]
        outputs = state.get("outputs", []) if model["model_name"] == "OutputModel" else []
        errors = [output for output in outputs if output["output_type"] == "error"]
        found += [f"error inside an Output widget: {error['ename']}: {error['evalue']}" for error in errors]
        found += [f"inside a widget: {sentence}" for sentence in alternative_texts.missing(outputs)]
        if model["model_name"] == "HTMLModel":
            found += [
                f"inside a widget: {sentence}" for sentence in alternative_texts.missing_in(state.get("value", ""))
            ]
        if model["model_name"] == "ImageModel":
            found.append("an Image widget can have no alternative text: use an HTML widget with <img alt>")
    return found
