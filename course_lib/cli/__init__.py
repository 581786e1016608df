"""What each command of `python -m course_lib` does."""
