"""The widgets of the search page: questions on the left, the answer beside them, the failures behind a second tab."""

import ipywidgets

from course_lib.app import answer_html, uploaded_file
from course_lib.app.collection import Collection
from course_lib.app.page_gestures import PageGestures
from course_lib.app.prepare import open_collection
from course_lib.app.search_records import Query
from course_lib.data.formats import ENDINGS, IN_WORDS
from course_lib.data.upload import MOST_BYTES, UnusableUpload
from course_lib.slider_names import SliderNames

FAILURES = 12  # on one sheet
ALL = OWN = -1  # in place of a coarse class, of a product
FAILURE_TABS = {"product": "Failures", "folder": "Mix-ups"}
LOOK = {"style": {"description_width": "5.5em"}, "layout": ipywidgets.Layout(width="auto")}


def search_page(collection: Collection | None = None) -> "SearchPage":
    """The search page as a widget; without a Collection, that of the server or of the drawn catalogue."""
    return SearchPage(open_collection() if collection is None else collection)


class SearchPage(ipywidgets.VBox):
    """Controls and answer. Whatever moves, the answer is asked for and shown again."""

    def __init__(self, collection: Collection) -> None:
        self.collection, self.choices = collection, collection.choices()
        self._make_question()
        self._make_controls()
        self.message, self.answer, self.failures = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
        self.query: Query | None = None
        self.own: Query | None = None
        self.gestures = PageGestures(collection, self.search_for)
        tabs = {"Search": self._search_tab()}
        if not collection.is_flat:  # else there are no classes, and nothing can be of another one
            tabs[FAILURE_TABS[collection.facts.thing]] = self._failure_tab()
        tab = ipywidgets.Tab(list(tabs.values()))
        for number, title in enumerate(tabs):
            tab.set_title(number, title)  # ipywidgets 7 knows no `titles`
        super().__init__([ipywidgets.HTML(answer_html.head(collection)), self.gestures, tab, SliderNames()])
        self.add_class("course-page")
        self._listen()
        self.choose()
        self.show_failures()

    def choose(self, _change: object = None) -> None:
        """Search for the picture that is chosen, which may be the visitor's own."""
        self.number.disabled = own = self.product.value == OWN
        self.message.value = answer_html.message(
            f"Upload a {self.collection.noun} first." if own and not self.own else ""
        )
        if not own:
            places = self.choices[self.product.value]
            self.number.max = len(places)
            self.query = self.collection.query_at(int(places[self.number.value - 1]))
        elif self.own:
            self.query = self.own
        self.show()

    def send(self, _change: object = None) -> None:
        """Search for the picture that was uploaded, or say why not. It is kept in memory, until the next one."""
        content = uploaded_file.take(self.upload)
        if content is not None:
            self.message.value = answer_html.message(self.search_for(content))

    def search_for(self, content: bytes) -> str:
        """Search for the picture in the bytes of a file. Returns a sentence that says why not, else nothing."""
        try:
            self.own = self.collection.query_from_upload(content)
        except UnusableUpload as problem:
            return str(problem)
        self.product.value = OWN
        self.choose()
        return ""

    def show(self, _change: object = None) -> None:
        """Ask and show the answer."""
        if self.query is None:
            return
        coarse = None if self.coarse.value == ALL else self.coarse.value
        self.answer.value = answer_html.answer(
            self.collection, self.query, self.k.value, self._moved(), coarse, self.only_near.value
        )

    def show_failures(self, _change: object = None) -> None:
        """Show one sheet of failures."""
        begin = (self.sheet.value - 1) * FAILURES
        self.failures.value = answer_html.failure_gallery(self.collection, begin, FAILURES)

    def _make_question(self):
        said = f"{IN_WORDS}, at most {MOST_BYTES >> 20} MB; it is not kept"
        look = {"description": f"Upload a {self.collection.noun}", "tooltip": said, "layout": {"width": "auto"}}
        self.upload = ipywidgets.FileUpload(accept=ENDINGS, multiple=False, icon="", **look)
        names = self.collection.facts.names
        words = lambda name: name.replace("-", " ") if self.collection.facts.thing == "product" else name
        options = sorted((words(names[label]), label) for label in self.choices)
        options = [("all of them", 0)] if self.collection.is_flat else options
        first, options = options[0][1], [*options, (f"your own {self.collection.noun}", OWN)]
        self.product = ipywidgets.Dropdown(options=options, value=first, description="or choose", **LOOK)
        count = len(self.choices[self.product.value])
        self.number = ipywidgets.IntSlider(value=1, min=1, max=count, description=self.collection.noun, **LOOK)

    def _make_controls(self):
        self.k = ipywidgets.IntSlider(value=10, min=1, max=30, description="show", continuous_update=False, **LOOK)
        self.threshold = ipywidgets.FloatSlider(
            value=self._calibrated(), min=0, max=2, step=0.01, description="threshold", continuous_update=False, **LOOK
        )
        self.calibrate = ipywidgets.Button(description=f"Back to {self._calibrated():.2f}", layout={"width": "auto"})
        kinds = [
            ("all kinds", ALL),
            *((name.replace("-", " "), i) for i, name in enumerate(self.collection.facts.coarse_names)),
        ]
        self.coarse = ipywidgets.Dropdown(options=kinds, description="search in", **LOOK)
        self.only_near = ipywidgets.Checkbox(description="only below the threshold", indent=False)
        sheets = max(1, -(-len(self.collection.arrays["failures"]) // FAILURES))
        self.sheet = ipywidgets.IntSlider(value=1, min=1, max=sheets, description="sheet", **LOOK)

    def _calibrated(self):
        return round(self.collection.facts.refusal.threshold, 2)

    def _moved(self):
        """The threshold where the visitor has moved it, else None."""
        return None if self.threshold.value == self._calibrated() else self.threshold.value

    def _listen(self):
        self.upload.observe(self.send, "value")
        for control in (self.product, self.number):
            control.observe(self.choose, "value")
        for control in (self.k, self.threshold, self.coarse, self.only_near):
            control.observe(self.show, "value")
        self.sheet.observe(self.show_failures, "value")
        self.calibrate.on_click(lambda _button: setattr(self.threshold, "value", self._calibrated()))

    def _search_tab(self):
        controls = [self.upload, self.product, self.number, self.k]
        controls += [self.coarse] * bool(self.collection.facts.coarse_names)
        if self.collection.facts.refusal.threshold:  # else nothing to move: distances alone
            controls += [self.threshold, self.calibrate, self.only_near]
        left = ipywidgets.VBox(controls, layout={"flex": "0 1 370px", "min_width": "260px"})
        right = ipywidgets.VBox([self.message, self.answer], layout={"flex": "1 1 420px", "min_width": "260px"})
        return ipywidgets.HBox([left, right], layout={"flex_flow": "row wrap", "grid_gap": "20px"})

    def _failure_tab(self):
        self.sheet.layout = {"max_width": "420px"}
        return ipywidgets.VBox([self.sheet, self.failures])
