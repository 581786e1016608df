"""Exercises: check an answer, say what is wrong with it, keep what is solved.

answers         one exercise: its check, its verdict, and ours to go on with
checks          does a check look at the answer at all
judging         runs a check on an answer, within the time of limits
faults          what a comparison with ours finds: diagnosis names the slip, forms the form, readings reads a percent
leaving         an answer that calls exit()
watching        a learner's function, watched while a check calls it
progress_file   which exercises were tried and solved, in one file
verdicts        how a verdict and the table of all look in a notebook
"""

from course_lib.exercises.answers import attempt, progress

__all__ = ["attempt", "progress"]
