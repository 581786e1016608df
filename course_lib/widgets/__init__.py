"""Controls above a figure: thin shells over pure drawing functions.

controls      sliders, drop-downs, boxes above any drawing function
drawing_pad   a sheet to draw on
neighbours    a search behind a slider
"""

from course_lib.widgets.controls import Shell, control, live
from course_lib.widgets.drawing_pad import DrawingPad, drawing_pad
from course_lib.widgets.neighbours import neighbour_view

__all__ = ["DrawingPad", "Shell", "control", "drawing_pad", "live", "neighbour_view"]
