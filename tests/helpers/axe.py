"""axe-core judges a page: what in it would be lost on somebody who hears it, sees it badly, or has no mouse."""

import pytest

from course_lib.book.site import FOLDER, npm_parts
from course_lib.errors import CourseProblem
from course_lib.machine.files import file_lock

OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # what a theme changes
JUDGE = """([places, rules]) => axe.run(places, {...rules, resultTypes: ['violations']}).then(found => [
  found.violations.filter(v => ['serious', 'critical'].includes(v.impact)).map(v =>
    `${v.id}: ${v.nodes.length}: ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary.slice(0, 300)}`),
  [...found.violations, ...found.passes].map(rule => rule.id)])"""


def violations(page, include=("html",), exclude=(), rules=None, colours=True):
    """Sentences about what is serious or critical in a page.

    Args:
        page: of playwright.
        include: selectors of what is judged.
        exclude: selectors of what is left out.
        rules: such as OF_COLOUR, else all.
        colours: whether the contrast of words must have been judged; axe cannot say what lies behind a dialog.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(path=axe_file())
    wanted = [each for each in include if page.locator(each).count()]  # axe raises where a selector finds nothing
    assert wanted, f"nothing to judge: {include}"
    places = {"include": [[each] for each in wanted], "exclude": [[each] for each in exclude]}
    found, judged = page.evaluate(JUDGE, [places, rules or {}])
    assert "color-contrast" in judged or not colours, "axe takes all words for hidden"
    return found


def axe_file():
    """Its path, fetched by npm where it is missing; the test is skipped where it cannot be had."""
    with file_lock(FOLDER / "npm"):
        try:
            return npm_parts(FOLDER / "npm") / "axe-core" / "axe.min.js"
        except CourseProblem:
            pytest.skip("axe-core comes by npm, which is not here or did not succeed")
