"""What a visitor does beyond the controls: a picture dropped or pasted is searched for, a shown one enlarged.

The JavaScript lies beside this module and travels with the widget. In both directions go messages:

    {"kind": "upload"}, the file              ->  {"kind": "done"}, or {"kind": "refused", "sentence": ...}
    {"kind": "enlarge", "place": 7}           ->  {"kind": "enlarged", "words", "size", "path", "link"}, a JPEG file
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
from traitlets import Int, Unicode

from course_lib.app.collection import Collection
from course_lib.app.large_picture import large_picture
from course_lib.data.upload import MOST_BYTES
from course_lib.errors import is_whole


class PageGestures(anywidget.AnyWidget):
    """Listens to drop, paste and to clicks on thumbnails. It shows a hint, a sentence, and the enlarged picture.

    Args:
        collection: whose pictures may be enlarged, by their places and by nothing else.
        search: called with the bytes of a dropped or pasted file; returns a sentence if it cannot be searched for.
    """

    _esm = Path(__file__).with_name("page_gestures.js")
    hint, most_bytes = Unicode().tag(sync=True), Int(MOST_BYTES).tag(sync=True)

    def __init__(self, collection: Collection, search: Callable[[bytes], str]) -> None:
        thing = "photo" if collection.facts.thing == "folder" else "picture"
        super().__init__(hint=f"Or drop a {thing} anywhere on this page, or paste one. Click a {thing} to enlarge it.")
        self.collection, self.search = collection, search
        self.on_msg(lambda _widget, content, buffers: self.answer(content, buffers))

    def answer(self, content: Any, buffers: list) -> None:
        """Do what a message asks for; one that asks for nothing known is refused in a sentence."""
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind == "upload" and buffers:
            sentence = self.search(bytes(buffers[0]))
            self.send({"kind": "refused", "sentence": sentence} if sentence else {"kind": "done"})
        elif kind == "enlarge" and self._is_place(content.get("place")):
            self._enlarge(content["place"])
        else:
            self.send({"kind": "refused", "sentence": "The page asked for something that is not there."})

    def _is_place(self, place):
        return is_whole(place) and 0 <= place < len(self.collection)

    def _enlarge(self, place):
        try:
            found = large_picture(self.collection, place)
        except (OSError, ValueError) as problem:
            sentence = f"{self.collection.words(place)} cannot be shown any more: {problem}"
            self.send({"kind": "refused", "sentence": sentence})
            return
        facts = {"words": found.words, "size": found.size, "path": found.path, "link": found.link}
        self.send({"kind": "enlarged", **facts}, [found.jpeg])
