"""Links in a lesson's text, and the same text one folder deeper."""

import re

# A target ends in a file's ending: `f[i](x)` in a formula is no link.
TARGET = re.compile(r"""(?P<before>\]\(|\bsrc=["']|\bhref=["'])(?P<target>[\w./-]+\.[a-z]\w*)(?=[#)"'\s])""")


def local_targets(text: str) -> list[str]:
    """Targets of the links and pictures in markdown `text` that lie beside the notebook.

    >>> local_targets("![one](figures/01_twins.svg) and [two](https://example.org)")
    ['figures/01_twins.svg']
    """
    return [found["target"] for found in TARGET.finditer(text) if not found["target"].startswith("/")]


def one_folder_up(text: str) -> str:
    """The same markdown for a notebook that lies one folder deeper.

    >>> one_folder_up("![twins](figures/01_twins.svg), [next](02_losses.ipynb), [here](#top)")
    '![twins](../figures/01_twins.svg), [next](../02_losses.ipynb), [here](#top)'
    """
    return TARGET.sub(_deeper, text)


def _deeper(found):
    target = found["target"]
    return found["before"] + (target if target.startswith("/") else f"../{target}")


def one_folder_down(text: str) -> str:
    """What `one_folder_up` does, undone.

    >>> one_folder_down("![twins](../figures/01_twins.svg), [next](../02_losses.ipynb), [here](#top)")
    '![twins](figures/01_twins.svg), [next](02_losses.ipynb), [here](#top)'
    """
    return TARGET.sub(lambda found: found["before"] + found["target"].removeprefix("../"), text)
