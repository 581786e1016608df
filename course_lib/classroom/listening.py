"""Takes note of the verdicts that a kernel shows, and keeps nothing else of what it shows."""

import hmac
import math
from collections.abc import Callable
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode

from course_lib.exercises.seal import seal_of
from course_lib.exercises.verdicts import FOR_PROGRAMS

SHOWN = {"stream", "display_data", "execute_result", "update_display_data", "clear_output"}


class Listener(NotebookClient):
    """A client that keeps of each cell its verdicts {exercise: (state, sentence)}, and of all how much was shown.

    A verdict counts that has the seal of the `key`. Another one, or a second one of the same exercise, is `forged`.
    Where more letters are shown than `most`, it calls `end` at once: a look twice a second would come after another
    gigabyte.
    """

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self.verdicts: dict[str, tuple[str, str]] = {}
        self.key, self.forged = "", False
        self.received = 0
        self.most: float = math.inf
        self.end: Callable[[], None] = lambda: None

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Take note of what is shown; what is not, such as the end of a cell, goes its usual way."""
        if msg["msg_type"] not in SHOWN and not msg["msg_type"].startswith("comm"):
            return super().process_message(msg, cell, cell_index)
        content = msg["content"]
        data = content.get("data") or {}
        self.received += len(content.get("text", "")) + sum(len(str(value)) for value in data.values())
        if self.received > self.most:
            self.end()
        verdict = data.get(FOR_PROGRAMS)
        if isinstance(verdict, dict):
            self._note(*(str(verdict.get(part)) for part in ("exercise", "state", "sentence", "seal")))
        return None

    def _note(self, exercise, state, sentence, seal):
        if exercise in self.verdicts or not hmac.compare_digest(seal, seal_of(self.key, exercise, state, sentence)):
            self.forged = True
        else:
            self.verdicts[exercise] = state, sentence
