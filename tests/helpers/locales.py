"""What a system can write: environments of a child process."""

# The locale C, without the UTF-8 that Python then takes by itself: files are opened, and lines printed, as ASCII.
ASCII_ALONE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
# What Windows in the West has, and what a German shell may have had.
WESTERN = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
