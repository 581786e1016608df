"""The lists of claims and pitfalls."""

import re

from course_lib.authoring import claims
from course_lib.paths import ROOT


def test_every_claim_and_pitfall_is_listed_once():
    assert list(claims.CLAIMS) == [f"S1-{n}" for n in range(1, 43)] + [f"S2-{n}" for n in range(1, 42)]
    assert list(claims.PITFALLS) == [f"P{n}" for n in range(1, 23)]
    text = (ROOT / "course_lib" / "authoring" / "claims.py").read_text(encoding="utf-8")
    written = re.findall(r'^    "(S[12]-\d+|P\d+)": ', text, re.MULTILINE)
    assert len(written) == len(set(written)) == 83 + 22


def test_every_claim_and_pitfall_has_its_own_wording_and_a_lesson():
    entries = [*claims.CLAIMS.values(), *claims.PITFALLS.values()]
    wordings = [wording for wording, _ in entries]
    assert len(set(wordings)) == len(wordings)
    assert all(wording.endswith((".", "?")) for wording in wordings)
    assert all(lessons and set(lessons) <= {f"{n:02d}" for n in range(18)} for _, lessons in entries)
