"""Names that a file or a class may have, and that formulas, pages, terminals and files take for something else."""

import os

from hypothesis import strategies as st

ODD_NAMES = (
    "pay$$",
    "$",
    "a$_$b",
    r"\$5",
    r"$\frac{$",
    r"\frac{1}",
    "x^2_",
    "_",
    "_hidden",
    "_child0",
    "\\",
    r"back\slash",
    "line\nbreak",
    "carriage\rreturn",
    "tab\tstop",
    "\x1b[31mred\x07",
    "مرحبا",
    "\u202eexe.gpj",
    "🍋👨\u200d👩\u200d👧",
    "食品",
    "a\u0308 and \u00e4",
    "x" * 250,
    "<script>alert(1)</script>",
    "</title><b>",
    "&amp;",
    "quotes \"'`",
    "{braces} {0} %s %(x)s",
    "{{ 7 * 7 }}",
    "-k",
    "--out=x",
    "#",
    " ",
    " two  spaces ",
    "~",
    "$(id) `id` ;id",
    "'; drop table pictures; --",
    "NaN",
    "null",
    "a.npy",
    "metadata",
    "..." + "\u2028" + "...",
    "caf\udce9",
    r"caf\xe9",
)

# Any bytes without / and the zero byte, as Linux takes them; most are text.
file_names = st.one_of(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.binary(min_size=1, max_size=30).map(lambda name: os.fsdecode(name.replace(b"/", b"").replace(b"\0", b""))),
    st.sampled_from(ODD_NAMES),
).filter(lambda name: name not in ("", ".", "..") and len(os.fsencode(name)) < 250)
