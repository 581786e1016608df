"""From runs to an article: what was run, what came out, how sure it is, and a page that says so.

run_log       the runs of a study, one file each, which survive an interrupted kernel
records       what the files hold, written in one step and read with care
surroundings  versions and machine, noted with every run
comparing     mean, spread and range over seeds; each setting against the baseline; what a table should warn of
text          a name, or a paragraph, as plain text in Markdown
filling       what the runs fill into the templates
article       the article of a study, as Markdown with its figures and as one HTML file; what is still missing
"""

from course_lib.report.article import Article
from course_lib.report.comparing import summary, warnings_of
from course_lib.report.filling import PARTS
from course_lib.report.records import Run
from course_lib.report.run_log import RunLog, open_study

__all__ = ["PARTS", "Article", "Run", "RunLog", "open_study", "summary", "warnings_of"]
