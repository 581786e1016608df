"""A docstring as markdown: its sentences, its sections as lists, its examples as code."""

import re
from collections.abc import Mapping

SECTIONS = ("Args", "Returns", "Raises")
SECTION = re.compile(r"(?P<name>Args|Returns|Raises):\s*(?P<rest>.*)")
LINE = re.compile(r"(?P<name>Source|Lesson):\s*(?P<rest>.*)")
NUMBER = re.compile(r"\b\d\d[b-z]?\b")
ENTRY = re.compile(r"(?P<names>\w+(?:, \w+)*): (?P<words>.*)", re.DOTALL)
SIGNS = re.compile(r"(?<!`)([<>*_$|\[\]])")


def as_markdown(docstring: str, lessons: Mapping[str, str]) -> str:
    """Markdown of a docstring; `lessons` has the page of each number, to which its line Lesson: leads."""
    prose, _, examples = docstring.partition("\n>>> ")
    if docstring.startswith(">>> "):
        prose, examples = "", docstring.removeprefix(">>> ")
    parts = [_block(block, lessons) for block in _blocks(prose)]
    if examples:
        parts.append(f"```python\n>>> {examples.strip()}\n```")
    return "\n\n".join(part for part in parts if part)


def _blocks(prose):
    """Paragraphs and sections; a section and the lines Source: and Lesson: begin one even without an empty line."""
    block: list[str] = []
    for line in prose.splitlines():
        inside = bool(block) and SECTION.fullmatch(block[0]) is not None
        ends = bool(line) and not line.startswith(" ") if inside else not line.strip()
        if ends or SECTION.fullmatch(line) or LINE.fullmatch(line):
            yield block
            block = []
        if line.strip():
            block.append(line)
    yield block


def _block(lines, lessons):
    if not lines:
        return ""
    section, line = SECTION.fullmatch(lines[0]), LINE.fullmatch(lines[0])
    if section:
        return f"**{section['name']}**\n\n{_section(section['rest'], lines[1:])}"
    if line:
        words = escaped(" ".join([line["rest"], *(each.strip() for each in lines[1:])]).strip())
        return f"**{line['name']}** {_linked(words, lessons) if line['name'] == 'Lesson' else words}"
    if all(each.startswith("    ") for each in lines) or any(re.search(r"\S {3,}\S", each) for each in lines):
        return "```text\n" + "\n".join(lines) + "\n```"
    return escaped("\n".join(lines))


def _section(first, lines):
    """The entries of a section as a list; a section that explains no name is a sentence."""
    entries = [first] if first else []
    for line in lines:
        if line.startswith("     ") and entries:
            entries[-1] += f" {line.strip()}"
        else:
            entries.append(line.strip())
    found = [match for each in entries if (match := ENTRY.fullmatch(each))]
    if len(found) < len(entries):
        return escaped(" ".join(entries))
    return "\n".join(f"- `{each['names']}`: {escaped(each['words'])}" for each in found)


def _linked(words, lessons):
    return NUMBER.sub(lambda n: f'<a href="{lessons[n[0]]}">{n[0]}</a>' if n[0] in lessons else n[0], words)


def escaped(text: str) -> str:
    r"""The words of a docstring as markdown: signs that mean something there stand for themselves outside of `code`.

    >>> escaped("a * b is `c_d`")
    'a \\* b is `c_d`'
    """
    pieces = text.split("`")
    return "`".join(piece if place % 2 else SIGNS.sub(r"\\\1", piece) for place, piece in enumerate(pieces))
