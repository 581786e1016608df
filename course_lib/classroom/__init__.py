"""The classroom: notebooks to hand out, and the marks of those that come back.

handouts         the notebooks of students, of the instructor and of nbgrader
nbgrader_source  a learner's notebook as an assignment of nbgrader
release          the code of a lesson as it is handed out, with our answers
handed_in        what lies in the folder of submissions
matching         which cells of a submission are answers, added, changed or gone
allowance        how long, how large, how loud a submission may be
homes            a home for each run, with nothing of the teacher's in it
watching_over    one process group, ended when it takes too much
listening        the verdicts among all that a kernel shows
sitting          cells run one by one in one kernel, whatever they do
marking          the verdicts of one submission
marks            what all submissions got: a table, and a page for each student
grading          the command `grade`: our answers first, then everybody's
"""
