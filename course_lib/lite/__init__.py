"""The lessons that run in a browser, without a server: JupyterLite with the course's own wheel.

lite_lessons  a lesson as it stands there, and the page on which one starts
lite_site     the site: lessons, wheels and Pyodide put together by JupyterLite
in_browser    what the first cell of a lesson calls there

Lessons 01 to 05 need NumPy, SciPy, scikit-learn, SymPy and Matplotlib, and Pyodide, the Python of a browser, has all of
them. It has no TensorFlow: a cell that needs it has the tag `keras`, and shows what it printed on a computer.
"""
