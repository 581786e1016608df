"""The search page: upload or choose a picture, see what is nearest; a widget in a notebook and a web page by Voila.

collection   what the page knows: thumbnails, embeddings, names, threshold, failures, the network in NumPy
prepare      makes the file of a collection, once; the only module here that needs Keras
answers      one question, one answer: the search, and the HTML that shows it
view         the widgets around it
serve        `python -m course_lib app`
kernels      how its server starts the visitors' processes

No visitor needs the last two, and only `prepare` is heavy: each visitor has a process of its own, which loads one file.
"""

from course_lib.app.collection import Collection, open_collection
from course_lib.app.view import search_page

__all__ = ["Collection", "open_collection", "search_page"]
