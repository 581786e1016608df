"""Pictures for the course; every function returns a PictureSet.

digits, catalogue                  need no network
omniglot, omniglot_runs,           are found in COURSE_DATA, else downloaded once into COURSE_CACHE
groceries, iconic_groceries
digit_writers                      who wrote each of the digits
drawers_of                         who drew each character of omniglot
turned_classes                     characters turned and mirrored are characters too
folder, picture                    pictures of your own
on_canvas                          pictures at a chosen size on a larger canvas
ink_of_strokes                     a drawing of your own
scribbles                          characters like omniglot's, drawn, for those without a network
split_by_picture, split_by_order,  deal pictures, the last ones, whole groups or whole classes into parts
split_by_group, split_by_class
check_pictures                     says what is wrong with an array of pictures
find                               the path of an archive that is on this machine, or None

one_shot_tasks                     runs for validation, drawn from alphabets of the learner's choice

record, splits                     the record with its checks, its splits
runs                               the record of one-shot runs
product_designs, drawing, catalogue  what the catalogue sells, how it is drawn
archives, download                 what can be downloaded, and how
formats, reading                   which picture files are read, and how they become arrays
canvas                             pictures on a canvas
query_files                        which files a search is asked to look for
archive_pictures                   those of archives
cache, folder_cache                arrays kept for the next call, and which files of a folder have changed
"""

from course_lib.data.archives import DataNotFound, find
from course_lib.data.canvas import on_canvas
from course_lib.data.catalogue import catalogue
from course_lib.data.digits import digit_writers, digits
from course_lib.data.folder import folder, picture
from course_lib.data.groceries import groceries, iconic_groceries
from course_lib.data.omniglot import drawers_of, omniglot, omniglot_runs
from course_lib.data.one_shot_tasks import one_shot_tasks
from course_lib.data.record import PictureSet, check_pictures
from course_lib.data.runs import OneShotRuns
from course_lib.data.scribbles import scribbles
from course_lib.data.splits import split_by_class, split_by_group, split_by_order, split_by_picture
from course_lib.data.strokes import ink_of_strokes
from course_lib.data.turning import turned_classes

__all__ = [
    "DataNotFound",
    "OneShotRuns",
    "PictureSet",
    "catalogue",
    "check_pictures",
    "digit_writers",
    "digits",
    "drawers_of",
    "find",
    "folder",
    "groceries",
    "iconic_groceries",
    "ink_of_strokes",
    "omniglot",
    "omniglot_runs",
    "on_canvas",
    "one_shot_tasks",
    "picture",
    "scribbles",
    "split_by_class",
    "split_by_group",
    "split_by_order",
    "split_by_picture",
    "turned_classes",
]
