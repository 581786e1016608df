"""The repository on GitHub, by its name: badges and the copies for Google Colab lead there.

It stands in one place, as `repository-code` in CITATION.cff. Where that says nothing there are no badges. A workflow of
GitHub says in whose repository it runs, so that a fork needs no setting.
"""

import os
import re
from pathlib import Path

BRANCH = "colab"  # a workflow keeps the copies there
IN_CITATION = re.compile(r"^repository-code: *[\"']?https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?[\"']?$", re.M)
COLAB_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
KAGGLE_BADGE = "https://kaggle.com/static/images/open-in-kaggle.svg"
COLAB = "https://colab.research.google.com/github/{repository}/blob/{branch}/{file}"
KAGGLE = "https://kaggle.com/kernels/welcome?src=https://github.com/{repository}/blob/{branch}/{file}"


def in_citation(root: Path) -> str | None:
    """The name "owner/repository" that CITATION.cff under `root` gives, or None."""
    path = root / "CITATION.cff"
    found = IN_CITATION.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return found[1] if found else None


def here(root: Path) -> str | None:
    """The name of the repository whose workflow runs, else that of CITATION.cff, else None."""
    return os.environ.get("GITHUB_REPOSITORY") or in_citation(root)


def colab_address(repository: str, file: str) -> str:
    """Where Google Colab opens a copy.

    Args:
        repository: "owner/repository".
        file: on the branch of the copies, such as "02_losses.ipynb".

    >>> colab_address("owner/course", "02_losses.ipynb")
    'https://colab.research.google.com/github/owner/course/blob/colab/02_losses.ipynb'
    """
    return COLAB.format(repository=repository, branch=BRANCH, file=file)


def kaggle_address(repository: str, file: str) -> str:
    """Where Kaggle opens a copy; the arguments are those of `colab_address`."""
    return KAGGLE.format(repository=repository, branch=BRANCH, file=file)
