"""The table of lessons in the README files, between its two markers."""

import re

from course_lib.build import measured

BLOCK = re.compile(r"(<!-- lessons -->\n).*?(<!-- /lessons -->)", re.DOTALL)


def derive(root, lessons, times):
    """New text of README.md and notebooks/README.md under `root` by path, where they hold the markers."""
    wanted = {}
    for path, folder in ((root / "README.md", "notebooks/"), (root / "notebooks" / "README.md", "")):
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if BLOCK.search(text):
            made = table(lessons, times, folder)
            wanted[path] = BLOCK.sub(lambda found, made=made: found[1] + made + found[2], text)
    return wanted


def table(lessons, times, folder):
    """Markdown table of the Lesson list `lessons`; links begin with `folder`, "" or ending in a slash."""
    rows = ["| lesson | question | time | memory | solutions |", "|---|---|---|---|---|"]
    for lesson in lessons:
        name, _, question = lesson.title.partition(": ")
        entry = times.get(lesson.name)
        cells = [
            f"[{name}]({folder}{lesson.name}.ipynb)",
            question,
            measured.minutes(entry),
            measured.memory(entry),
            f"[open]({folder}solutions/{lesson.name}.ipynb)",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"
