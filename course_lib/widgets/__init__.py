"""Controls above a figure: thin shells over pure drawing functions.

controls     sliders, drop-downs, boxes above any drawing function; a pad to draw on
neighbours   a search behind a slider
"""

from course_lib.widgets.controls import Shell, control, drawing_pad, live
from course_lib.widgets.neighbours import neighbour_view

__all__ = ["Shell", "control", "drawing_pad", "live", "neighbour_view"]
