"""What JupyterLab shows of a notebook."""

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
