"""Image search as a command and as a page: one collection of pictures, prepared once, searched in the same way by both.

search_records   what is asked for, what was found, what a collection says of itself
collection       the collection as a file: an Index, thumbnails, names, files, threshold, its network
prepare          makes it where it is missing or its folder has changed
case_pictures    the pictures of a data set of the course   } for prepare
folder_pictures  those of a folder                          }
known_pictures   what was embedded before, by the content of each file
networks         the networks of the search by their names
onnx_network     one of them, run by ONNX Runtime
export           takes it from Keras, for here or for other programs; nothing else here needs Keras
own_networks     those that were trained on the user's own folders
own_training     what a folder has to learn from, and how good a network is on pictures held back
train_command    `python -m course_lib train`
search_command   `python -m course_lib search`
answer_lines     its answers as text, JSON or CSV
copies           what it found as files in a folder
contact_sheet    the picture of its answer
outputs          where a file that is made goes
duplicates_command  `python -m course_lib duplicates`
duplicate_pairs  which pictures may be copies
alignment, cuttings, picture_grids  whether they are, pixel by pixel
duplicate_groups, duplicates_page  the copies, group by group, and as a page
answer_html      an answer as HTML
verdict          whether what is asked for is here at all, in words
large_picture    a picture as large as a screen
this_machine     what only a server for this machine shows: whole paths, links to the files
uploaded_file    what an upload button holds, whichever ipywidgets is there
page_gestures    drop, paste, enlarge: what the page does beyond its controls
view             the widgets around it: upload or choose a picture, see what is nearest
serve            `python -m course_lib app`: the same as a web page, by Voila
page_server      Voila with one address more
originals        the files of a folder's photos, which that address answers with
kernels          how its server starts the visitors' processes

Neither the command nor a visitor's process loads Keras or matplotlib once the collection is there.
"""

from course_lib.app.collection import Collection
from course_lib.app.prepare import open_collection, prepare_collection

__all__ = ["Collection", "open_collection", "prepare_collection"]
