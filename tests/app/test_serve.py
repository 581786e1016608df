"""What the server of the page is told, and what it serves."""

import json

from course_lib.app import serve, view
from course_lib.app.this_machine import LOCAL
from course_lib.data.upload import MOST_BYTES


def test_a_page_that_cannot_be_made_is_one_sentence(tmp_path, capsys):
    assert serve.app_command(str(tmp_path), None, "127.0.0.1", 1, False, 1) == 1
    assert "a folder with pictures in it" in capsys.readouterr().err


def test_fewer_processes_than_wait_for_visitors_are_refused(capsys):
    assert serve.app_command("catalogue", None, "127.0.0.1", 1, False, 5, 5) == 1
    assert "most: expected" in capsys.readouterr().err


def test_the_servers_limit_lets_the_largest_upload_through_and_little_more():
    settings = json.loads((serve.JUPYTER / "voila.json").read_text())
    limit = settings["Voila"]["tornado_settings"]["websocket_max_message_size"]
    assert MOST_BYTES + 1000 < limit < 1.2 * MOST_BYTES
    template = (serve.JUPYTER / "voila/templates/course/index.html.j2").read_text()
    assert f"MOST_BYTES = {MOST_BYTES};" in template
    assert "http" not in template.replace("http://www.w3.org/2000/svg", "")
    assert not settings["VoilaConfiguration"]["show_tracebacks"]
    assert "ws_ping_timeout" not in settings["Voila"]["tornado_settings"]  # 30 s, the interval, ended idle visits


def test_the_notebook_holds_one_cell_and_no_output():
    (cell,) = json.loads(serve.NOTEBOOK.read_text())["cells"]
    assert cell["outputs"] == []
    assert "".join(cell["source"]) == "from course_lib.app.view import search_page\n\nsearch_page()"
    assert view.search_page.__module__ == "course_lib.app.view"


def test_the_server_opens_the_collection_that_was_prepared(tmp_path):
    assert serve.environ(tmp_path / "a.collection")["COURSE_PAGE"] == str(tmp_path / "a.collection")
    for address in ("127.0.0.1", "::1", "localhost"):
        assert serve.environ(tmp_path, address)[LOCAL] == "1"  # only then are whole paths shown
    for address in ("0.0.0.0", "192.168.1.2", "127.evil", ""):
        assert serve.environ(tmp_path, address)[LOCAL] == ""
    assert str(serve.NOTEBOOK) in serve.options("127.0.0.1", 1, False, 1)
