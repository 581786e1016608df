"""Names for sliders: a widget without a look that gives the handles of the sliders beside it their labels."""

from pathlib import Path

import anywidget


class SliderNames(anywidget.AnyWidget):
    """Put into a box with sliders, it names each handle after the label of its slider, for those who hear the page.

    The handles of ipywidgets 8.1 have the role of a slider, and no name: a screen reader does not say which slider it
    is (WCAG 2.2, 4.1.2).
    """

    _esm = Path(__file__).with_name("slider_names.js")
