"""Plain text in Markdown: whatever signs it has, a reader sees these and no markup."""

import re

ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "$": "&#36;", "~": "&#126;"}
MARKUP = re.compile(r"[\\`*_\[\]]|[&<>|$~]")
AT_THE_START = re.compile(r"^(\d*)([.)](?=\s|$)|[+-](?=\s|$)|-(?=-)|[#=])")  # a list, a heading, a line under one
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    r"""The text with signs that break a line, and those that nobody sees, as single spaces.

    >>> one_line("a\n b\t")
    'a b'
    """
    return " ".join(CONTROL.sub(" ", text).split())


def plain(text: str) -> str:
    r"""One line of Markdown that shows `text` letter by letter, in a table too.

    >>> plain("a|b $x$ <i> no_gate")
    'a&#124;b &#36;x&#36; &lt;i&gt; no\\_gate'
    >>> plain("1. first"), plain("# one")
    ('1\\. first', '\\# one')
    """
    line = MARKUP.sub(lambda sign: ENTITIES.get(sign[0], f"\\{sign[0]}"), one_line(text))
    return AT_THE_START.sub(r"\1\\\2", line)


def paragraphs(text: str) -> list[str]:
    r"""The paragraphs of a text, one line each: an empty line ends one.

    >>> paragraphs("One\nline.\n\n  Two. ")
    ['One line.', 'Two.']
    """
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [line for part in parts if (line := one_line(part))]
