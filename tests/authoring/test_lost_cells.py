"""A lesson that ran where a package is missing: what follows from that is no fault, and everything else is one."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_lib.authoring import lost_cells

MISSING = ("ModuleNotFoundError", "No module named 'faiss'")
UNBOUND = ("NameError", "name 'index' is not defined")


def cell(source, error=None, tags=(), shown=None):
    outputs = [new_output("error", ename=error[0], evalue=error[1], traceback=[])] if error else []
    outputs += [new_output("display_data", data={"text/plain": shown})] if shown else []
    return new_code_cell(source, metadata={"tags": list(tags)}, outputs=outputs)


def judge(*cells):
    return lost_cells.judge(new_notebook(cells=list(cells)))


def test_what_follows_from_a_missing_package_is_no_fault():
    found = judge(
        cell("import faiss\nindex = faiss.IndexFlat(3)", MISSING),
        cell("ids = index.search(1)", UNBOUND),
        cell("ids + 1", ("NameError", "name 'ids' is not defined")),
        cell("from course_lib.store import Store", ("ModuleNotFoundError", "No module named 'psycopg.sql'")),
        cell("x = 1"),
    )
    assert found == (["FAISS", "PostgreSQL"], [])


def test_a_package_that_has_no_name_for_readers_is_called_as_it_is_imported():
    assert judge(cell("import a_package", ("ModuleNotFoundError", "No module named 'a_package'"))).without == [
        "a_package"
    ]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (cell("index", UNBOUND), "NameError: name 'index'"),
        (cell("assert 0", ("AssertionError", "")), "AssertionError"),
        (cell("x", tags=["raises-exception"]), "raised nothing"),
        (cell("x", tags=["check"], shown="01-1 not solved yet"), "expected an exercise that is solved"),
    ],
)
def test_everything_else_is_one(bad, words):
    without, faults = judge(bad, cell("y", tags=["check"], shown="01-2 solved"))
    assert without == []
    assert len(faults) == 1
    assert words in faults[0]
