"""The settings of Sphinx, which finds them as conf.py in the folder that `site_source` writes."""

project = "Siamese networks"
author = "The authors of the course on Siamese networks"
copyright = "the authors of the course. Code: MIT. Text and figures: CC BY 4.0"
language = "en"
extensions = ["myst_nb", "sphinx_copybutton", "sphinx.ext.mathjax"]
templates_path = ["_templates"]
exclude_patterns = ["_build", "_templates"]
suppress_warnings = ["myst.xref_missing", "myst.header", "toc.not_included"]  # links are checked on the pages

nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "dollarmath", "html_image"]
myst_links_external_new_tab = False

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_js_files = [("book.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {"color-brand-primary": "#00508a", "color-brand-content": "#00508a"},
    "dark_css_variables": {"color-brand-primary": "#7cc0f0", "color-brand-content": "#7cc0f0"},
}
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True

mathjax_path = "mathjax/tex-svg-full.js"
mathjax3_config = {
    "options": {"enableMenu": False},  # its parts would be fetched one by one
    "svg": {"fontCache": "local"},
}
