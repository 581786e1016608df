"""What JupyterLab shows of a notebook."""

from helpers.axe import OF_COLOUR, violations

OURS = (".jp-OutputArea", ".jp-MarkdownOutput")  # what the course makes: figures, tables, widgets, prose
# What is JupyterLab's own, and has no setting: a rule, and what is left out.
NOT_OURS = "link-in-text-block"  # it underlines no link
LEFT_OUT = (
    "mjx-container",  # formulas: thousands of parts, coloured like the words around them
    "[data-mime-type='application/vnd.jupyter.stderr']",  # the colours of IPython's tracebacks, on red
    ".jp-MarkdownOutput pre code span",  # the colours of code in prose: comments reach 4.2 to 1 in the dark
)
THEMES = {"JupyterLab Dark": OF_COLOUR, "JupyterLab Light": None}  # the last one stays
# axe takes for hidden what lies outside the body, which has no height here, or outside the window.
ALL_IN_SIGHT = """() => {
  document.body.style.height = '100vh';
  document.querySelectorAll('.jp-MarkdownOutput details, .jp-OutputArea details').forEach(each => each.open = true);
  return document.querySelector('.jp-WindowedPanel-viewport').scrollHeight;
}"""

EVERY_CELL_RAN = """cells => {
  const open = '.jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)';  // a closed check shows no number
  const prompts = [...document.querySelectorAll(open)].map(e => e.textContent.trim());
  return prompts.length >= cells && prompts.every(t => /^\\[\\d+\\]:$/.test(t));
}"""


def run_all(page, address, notebook, cells=6):
    """Open a notebook of at least so many code cells, run them all, wait for the last one."""
    page.goto(f"{address}/lab/tree/{notebook}?reset", wait_until="domcontentloaded", timeout=600_000)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=600_000)
    # The toolbar says idle before the kernel listens, and Run All would then run nothing; the status bar knows.
    status = page.locator("#jp-main-statusbar")
    status.get_by_text("| Idle").wait_for(timeout=600_000)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(EVERY_CELL_RAN, arg=cells, timeout=3_600_000)
    status.get_by_text("| Idle").wait_for(timeout=600_000)


def assert_it_can_be_read(page, notebook):
    """Every picture has its words, every widget is there, and errors are shown where `notebook` says so alone."""
    wanted = sum("raises-exception" in cell.metadata.get("tags", []) for cell in notebook.cells)
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr'] >> text=Traceback").count() == wanted
    assert page.locator("text=Error displaying widget").count() == 0
    assert page.locator(".jp-OutputArea img:not([alt]), .jp-OutputArea img[alt='']").count() == 0


def assert_everybody_can_use_it(page):
    """axe-core finds nothing serious or critical in the outputs and the prose of a notebook, in both themes."""
    page.set_viewport_size({"width": 1280, "height": 300 + page.evaluate(ALL_IN_SIGHT)})
    page.evaluate("() => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0; }")
    found = {}
    for theme, rules in THEMES.items():
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        page.locator("#jupyterlab-splash").wait_for(state="detached")
        page.wait_for_timeout(300)
        said = violations(page, OURS, LEFT_OUT, rules)
        found[theme] = [each for each in said if not each.startswith(NOT_OURS)]
    assert found == {theme: [] for theme in THEMES}
