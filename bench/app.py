"""What the search takes on a folder of photos, and what visitors of its page wait and cost.

    python bench/app.py             everything; app.md is written anew after each part
    python bench/app.py folders     seconds and megabytes of `search` and of the page among 400 and 10,000 photos
    python bench/app.py visitors    one visitor and twenty at once, with 2 and with 20 processes that wait for them
    python bench/app.py reloads     twenty visitors who load the page anew ten times

Command and server are the real ones. A visitor here is what a browser is to the server: gets the page, opens the
WebSocket, asks for all widgets, then ten times moves the threshold and five times uploads a photo, with pauses of half
a second to two; leaves with the word that a browser sends. Photos of the groceries make the folders; where they are too
few, their mirrored pictures are added, so that no two files are the same.
"""

import asyncio
import contextlib
import io
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import time
import uuid
import zipfile
from itertools import product
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from course_lib import data
from course_lib.machine.files import replace_text
from course_lib.machine.processes import end_tree
from course_lib.paths import ROOT, cache_folder
from course_lib.recipes.measurements import file_of

PORT, ACTIONS = 8977, ["threshold", "threshold", "upload"] * 5
KINDS = ("page", "threshold", "upload")  # what a visitor waits for
SMALLEST_PAUSE, LARGEST_PAUSE = 0.5, 2.0
FOLDERS, VISITS = (400, 10_000), ((1, 2), (20, 2), (20, 20))  # photos; visitors and processes that wait for them
RELOADING, TIMES = 20, 10  # visitors who load the page anew, and how often
AT_LEAST_EVERY = 0.2  # seconds between two looks at the memory


class Visitor:
    """One visitor: seconds until the page was there, and (kind, seconds) of each answer."""

    def __init__(self, seed):
        self.chance, self.session, self.seconds = random.Random(seed), uuid.uuid4().hex, []
        self.places = self.chance.sample(range(80, 150), len(ACTIONS))  # hundredths; each changes the answer

    async def visit(self, files):
        """Open the page and ask it ACTIONS, with one of the files (bytes) for each upload."""
        await self.open()
        for kind in ACTIONS:
            await asyncio.sleep(self.chance.uniform(SMALLEST_PAUSE, LARGEST_PAUSE))
            begin = time.perf_counter()
            await (self._move_the_threshold() if kind == "threshold" else self._upload(files.pop()))
            self.seconds.append((kind, time.perf_counter() - begin))

    async def open(self):
        """Get the page and its first answer."""
        begin = time.perf_counter()
        page = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{PORT}/", request_timeout=3000)
        self.kernel = re.search(r'"kernelId": "([\w-]+)"', page.body.decode())[1]
        address = f"ws://127.0.0.1:{PORT}/api/kernels/{self.kernel}/channels?session_id={self.session}"
        request = HTTPRequest(address, request_timeout=600, connect_timeout=600)  # by default 20 s: few for a start
        self.socket = await websocket_connect(request, max_message_size=1 << 26)
        await self._find_widgets()
        self.seconds.append(("page", time.perf_counter() - begin))

    async def leave(self):
        """Say so, as a browser does with the token of the page's cookie, and close the connection."""
        token, address = uuid.uuid4().hex, f"http://127.0.0.1:{PORT}/voila/api/shutdown/{self.kernel}"
        headers = {"Cookie": f"_xsrf={token}", "Origin": f"http://127.0.0.1:{PORT}"}
        said = HTTPRequest(address, "POST", headers, f"_xsrf={token}", request_timeout=600)
        await AsyncHTTPClient().fetch(said)
        self.socket.close()

    async def _find_widgets(self):
        control = uuid.uuid4().hex
        opened = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await self._send("comm_open", opened, metadata={"version": "1.0.0"})
        await self._send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        states = (await self._wait(lambda data: "states" in data))["states"]
        assert any(is_answer(state["state"]) for state in states.values()), "the page came without an answer"
        self.named = {state["state"].get("description"): model for model, state in states.items()}

    async def _move_the_threshold(self):
        await self._update(self.named["threshold"], {"value": self.places.pop() / 100}, [])
        await self._answer()

    async def _upload(self, photo):
        facts = {"name": "photo.jpg", "type": "image/jpeg", "size": len(photo), "last_modified": 0, "content": None}
        await self._update(self.named["Upload a picture"], {"value": [facts]}, [["value", 0, "content"]], photo)
        await self._answer()

    async def _answer(self):
        await self._wait(lambda data: is_answer(data.get("state", {})))

    async def _update(self, model, state, paths, *buffers):
        data = {"method": "update", "state": state, "buffer_paths": paths}
        await self._send("comm_msg", {"comm_id": model, "data": data}, *buffers)

    async def _send(self, kind, content, *buffers, metadata=None):
        header = {
            "msg_id": uuid.uuid4().hex,
            "username": "",
            "session": self.session,
            "msg_type": kind,
            "version": "5.4",
        }
        message = {"header": header, "parent_header": {}, "metadata": metadata or {}, "content": content}
        text = json.dumps({**message, "channel": "shell"}).encode()
        if not buffers:
            return await self.socket.write_message(text.decode())
        parts = [text, *buffers]
        starts = 4 * (len(parts) + 1) + np.cumsum([0, *map(len, parts[:-1])])
        await self.socket.write_message(
            struct.pack(f">{len(parts) + 1}I", len(parts), *starts) + b"".join(parts), binary=True
        )

    async def _wait(self, fits):
        while True:
            message = await asyncio.wait_for(self.socket.read_message(), 600)
            assert message is not None, "the server ended the connection"
            if isinstance(message, bytes):
                begin, *more = struct.unpack(f">{message[3]}I", message[4 : 4 + 4 * message[3]])
                message = message[begin : more[0] if more else None]
            data = json.loads(message)["content"].get("data", {})
            if isinstance(data, dict) and fits(data):
                return data


def is_answer(state):
    """Is this the state of the widget that shows the answer?"""
    return 'aria-label="Answer"' in str(state.get("value", ""))


def photos(count):
    """The bytes of JPEG files of twelve million pixels, as a telephone takes them."""
    files = []
    for drawn in data.catalogue(count, 1, 100).pictures:
        content = io.BytesIO()
        Image.fromarray(drawn).resize((4000, 3000), Image.Resampling.BICUBIC).save(content, "JPEG", quality=90)
        files.append(content.getvalue())
    return files


async def all_at_once(count, files):
    """(kind, seconds) of every wait of `count` visitors who come together."""
    visitors = [Visitor(seed) for seed in range(count)]
    AsyncHTTPClient.configure(None, max_clients=count)
    await asyncio.gather(*(visitor.visit(list(files)) for visitor in visitors))
    return [pair for visitor in visitors for pair in visitor.seconds]


async def reload_often(server):
    """RELOADING visitors load the page anew TIMES times. The largest memory in MB meanwhile, and most processes."""
    visitors, memory, alive = [Visitor(seed) for seed in range(RELOADING)], [], []

    async def visit(visitor):
        for time_left in reversed(range(TIMES + 1)):
            await visitor.open()
            await asyncio.sleep(visitor.chance.uniform(SMALLEST_PAUSE, LARGEST_PAUSE))
            if time_left:
                await visitor.leave()

    async def watch():
        while True:
            memory.append(megabytes(server))
            alive.append(len(kernels(server)))
            await asyncio.sleep(1)

    AsyncHTTPClient.configure(None, max_clients=2 * RELOADING)
    watching = asyncio.ensure_future(watch())
    await asyncio.gather(*map(visit, visitors))
    watching.cancel()
    opened = [seconds for visitor in visitors for _, seconds in visitor.seconds]
    return {"megabytes": round(max(memory)), "processes": max(alive), "opened": len(opened)}


def megabytes(pid):
    """Memory of a process and of all below it; what several share counts once."""
    total, first = 0, psutil.Process(pid)
    for process in [first, *first.children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss / 2**20
    return total


def kernels(pid):
    """The visitors' processes below the server; one that is just ending is none."""
    found = []
    for child in psutil.Process(pid).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "ipykernel_launcher" in child.cmdline():
                found.append(child)
    return found


def started(*words, cache=None):
    """A process of `python -m course_lib` with these words."""
    environ = {**os.environ, "COURSE_NO_VENV": "1", **({"COURSE_CACHE": str(cache)} if cache else {})}
    return subprocess.Popen([sys.executable, "-m", "course_lib", *words], cwd=ROOT, env=environ, stdout=subprocess.PIPE)


def server_of(ready, *words, cache=None):
    """The server, once `ready` processes are waiting."""
    server = started("app", "--no-browser", f"--port={PORT}", f"--ready={ready}", *words, cache=cache)
    while len(kernels(server.pid)) < ready:
        assert server.poll() is None, "the server ended"
        time.sleep(1)
    time.sleep(5 + ready)
    return server


def measure_visitors():
    """For each of VISITS what `course_lib.recipes.measurements.visitors` says of it."""
    return [measure_visit(count, ready) for count, ready in VISITS]


def measure_visit(count, ready):
    """What `count` visitors wait and cost, with `ready` processes waiting for them."""
    server = server_of(ready)
    try:
        load = os.getloadavg()[0]
        seconds = asyncio.run(all_at_once(count, photos(ACTIONS.count("upload"))))
        memory = [child.memory_full_info().uss / 2**20 for child in kernels(server.pid)]
    finally:
        end_tree(server.pid)
    found = {"visitors": count, "ready": ready}
    for kind in KINDS:
        found[kind] = np.percentile([each for what, each in seconds if what == kind], (50, 95)).round(2).tolist()
    return found | {"megabytes": round(np.mean(memory)), "load": round(load, 1)}


def measure_reloads():
    """What `reload_often` says of the server of the catalogue, and of that of the largest folder."""
    found = []
    for name, folder, cache in (("catalogue", "catalogue", None), (max(FOLDERS), *folder_of(max(FOLDERS)))):
        load = os.getloadavg()[0]
        server = server_of(2, f"--data={folder}", cache=cache)
        try:
            found.append({"data": name, "load": round(load, 1), **asyncio.run(reload_often(server.pid))})
        finally:
            end_tree(server.pid)
    return found


def folder_of(count):
    """A folder of so many photos, made where it is not there yet, and the cache that belongs to it."""
    home = cache_folder() / "bench_app"
    folder, part = home / f"{count} photos", home / f"{count} photos.part"
    if not folder.is_dir():
        shutil.rmtree(part, ignore_errors=True)
        write_photos(part, count)
        part.rename(folder)
    return folder, home / f"cache of {count}"


def write_photos(folder, count):
    """Photos of the groceries, each kind in a sub-folder; then the same ones mirrored, until there are enough."""
    with zipfile.ZipFile(data.find("groceries")) as file:
        names = [name for name in sorted(file.namelist()) if re.search(r"/dataset/(train|val|test)/.*\.jpg", name)]
        random.Random(0).shuffle(names)
        for mirrored, name in list(product((False, True), names))[:count]:
            path = folder / Path(name).parent.name / f"{'mirrored ' * mirrored}{Path(name).name}"
            path.parent.mkdir(parents=True, exist_ok=True)
            content = file.read(name)
            if mirrored:
                copy, image = io.BytesIO(), Image.open(io.BytesIO(content))
                image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(copy, "JPEG", quality=90)
                content = copy.getvalue()
            path.write_bytes(content)


def measure_folders():
    """For each of FOLDERS seconds and megabytes of a first search, a second one, and the page."""
    return [measure_folder(count) for count in FOLDERS]


def measure_folder(count):
    """The same for one; the collection and its network are made anew."""
    folder, cache = folder_of(count)
    shutil.rmtree(cache, ignore_errors=True)
    load = os.getloadavg()[0]
    searches = [measure_search(folder, cache) for _ in range(2)]
    kept = sum(file.stat().st_size for file in cache.rglob("*") if file.is_file()) / 1e6
    start, visit, memory = measure_page(folder, cache)
    return {
        "photos": count,
        "searches": searches,
        "kept": round(kept, 1),
        "start": round(start, 1),
        "visit": round(visit, 2),
        "page": round(memory),
        "load": round(load, 1),
    }


def measure_search(folder, cache):
    """[seconds, most megabytes] of one `search`, which answers with ten photos."""
    query, drawn, most = sorted(folder.rglob("*.jpg"))[count_of(folder) // 2], folder.with_name("found.png"), 0.0
    begin = time.perf_counter()
    words = ("search", f"--data={folder}", "--query", str(query), "--json", f"--out={drawn}", "--replace")
    search = started(*words, cache=cache)
    while search.poll() is None:
        with contextlib.suppress(psutil.Error):
            most = max(most, megabytes(search.pid))
        time.sleep(AT_LEAST_EVERY / 4)
    seconds = time.perf_counter() - begin
    answer = json.loads(search.stdout.read())
    assert len(answer["answers"][0]["hits"]) == 10
    assert answer["searched"] == count_of(folder)
    return [round(seconds, 1), round(most)]


def count_of(folder):
    return sum(1 for _ in folder.rglob("*.jpg"))


def measure_page(folder, cache):
    """Seconds from the command until a first visitor has the answer, of a later visit, and the megabytes with both."""
    begin = time.perf_counter()
    server = started("app", "--no-browser", f"--port={PORT}", f"--data={folder}", cache=cache)
    try:
        first, second = Visitor(0), Visitor(1)
        asyncio.run(open_at_last(first, server))
        seconds = time.perf_counter() - begin
        time.sleep(10)  # another process is started, in place of the one that the visitor took
        asyncio.run(second.open())
        return seconds, second.seconds[0][1], megabytes(server.pid)
    finally:
        end_tree(server.pid)


async def open_at_last(visitor, server):
    """Open the page as soon as the server listens."""
    while True:
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(OSError):
            return await visitor.open()
        await asyncio.sleep(AT_LEAST_EVERY / 4)


def folder_row(found):
    """One row of the table of folders."""
    searches = [f"{seconds:.1f} | {memory:,}" for seconds, memory in found["searches"]]
    page = f"{found['start']:.1f} | {found['visit']:.2f} | {found['page']:,}"
    return f"| {found['photos']:,} | {' | '.join(searches)} | {found['kept']:.1f} | {page} | {found['load']} |"


def visit_row(visit):
    """One row of the table of visitors."""
    cells = [", ".join(f"{each:.2f}" for each in visit[kind]) for kind in KINDS]
    return f"| {visit['visitors']} | {visit['ready']} | {' | '.join(cells)} | {visit['megabytes']} | {visit['load']} |"


def reload_row(found):
    """One row of the table of reloads."""
    name = found["data"] if found["data"] == "catalogue" else f"{found['data']:,} photos"
    return f"| {name} | {found['opened']} | {found['processes']} | {found['megabytes']:,} | {found['load']} |"


def folder_lines(folders):
    """The first part of the page."""
    return [
        "## A folder of photos",
        "",
        "Photos of the groceries, in sub-folders, and where they are too few the same ones mirrored. The first search "
        "reads and embeds all of them, and makes the network's file from the weights that the package ships; the "
        "second is the same command again. MB: the most memory of the command. Kept: what then lies in the cache. The "
        "page, on the collection that is there: seconds from `python -m course_lib app` until a visitor has the first "
        "answer; seconds of a later visit; MB of the server with two visitors and two processes that wait. What "
        "several processes share counts once.",
        "",
        "| photos | first search, s | MB | second search, s | MB | kept, MB | page from its start, s | later visit, s "
        "| MB | load before |",
        "|---" * 10 + "|",
        *map(folder_row, folders),
        "",
    ]


def visitor_lines(visits):
    """The second one."""
    return [
        "## Visitors of the page",
        "",
        "All visitors of the catalogue come in the same moment; then each moves the threshold ten times and uploads a "
        "photo of twelve million pixels five times, with pauses of half a second to two. Seconds, "
        "50th and 95th percentile: until the page is there with its first answer; until a moved threshold and until an "
        "uploaded photo has its answer. Memory: what one visitor's process has for itself.",
        "",
        "| visitors | processes ready | page, s | threshold, s | upload, s | MB a visitor | load before |",
        "|---|---|---|---|---|---|---|",
        *map(visit_row, visits),
        "",
    ]


def reload_lines(reloads):
    """The third one."""
    return [
        "## Visitors who load the page anew",
        "",
        "Twenty visitors come in the same moment and load the page anew ten times each; as they leave it they "
        "send what a browser sends. MB: the most memory of the server and all its processes; what several share counts "
        "once.",
        "",
        "| searched | pages opened | processes at most | MB at most | load before |",
        "|---|---|---|---|---|",
        *map(reload_row, reloads),
        "",
    ]


def page(cores, **parts):
    """app.md, with the parts that were measured."""
    lines = [
        "# Search page",
        "",
        "`python bench/app.py`",
        "",
        f"{cores} processor cores, which the visitors' side of the measurement shares. Load: what other programs asked "
        f"of the machine before ({cores} would be all of it).",
        "",
    ]
    writers = {"folders": folder_lines, "visits": visitor_lines, "reloads": reload_lines}
    lines += [line for name, write in writers.items() if name in parts for line in write(parts[name])]
    return "\n".join(lines[:-1]) + "\n"


PARTS = {"folders": measure_folders, "visitors": measure_visitors, "reloads": measure_reloads}


def main(names):
    """Measure parts, write the numbers and the page after each."""
    for name in names:
        kept = file_of("app")
        known = json.loads(kept.read_text()) if kept.exists() else {}
        found = PARTS[name]()
        print(name, found, file=sys.stderr, flush=True)
        known |= {"cores": os.cpu_count(), "visits" if name == "visitors" else name: found}
        replace_text(kept, json.dumps(known, indent=1) + "\n")
        replace_text(Path(__file__).with_suffix(".md"), page(**known))


if __name__ == "__main__":
    main(sys.argv[1:] or PARTS)
