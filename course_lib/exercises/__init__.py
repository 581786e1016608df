"""Exercises: check an answer, say what is wrong with it, keep what is solved.

answers         one exercise: its check, its verdict, and ours to go on with
checks          does a check look at the answer at all
judging         runs a check on an answer, within the time of limits
explaining      says what is wrong with an answer
limits          ends an answer that does not come to an end, by an exception of too_slow
faults          what a comparison with ours finds; diagnosis and slips name it
telling         which of several faults is told
unused          an argument that an answer does not use
quoting         the learner's line in which an error was raised
readings        other ways to write a right answer
leaving         an answer that calls exit()
watching        a learner's function, watched while a check calls it; call_records keep what it did
progress_file   which exercises were tried and solved, in one file
lessons         which exercises each lesson has
certificate_page  a page that lists what was solved and when
seal            how a grader knows that a verdict is ours
verdicts        how a verdict and the table of all look in a notebook
"""

from course_lib.exercises.answers import attempt, progress
from course_lib.exercises.certificate_page import certificate
from course_lib.exercises.verdicts import require_solved

__all__ = ["attempt", "certificate", "progress", "require_solved"]
