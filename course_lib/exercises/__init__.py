"""Exercises: check an answer, say what is wrong with it, keep what is solved.

answers         one exercise: its check, its verdict, and ours to go on with
progress_file   which exercises were tried and solved, in one file
verdicts        how a verdict and the table of all look in a notebook
"""

from course_lib.exercises.answers import attempt, progress

__all__ = ["attempt", "progress"]
