"""Twenty visitors of the search page at once: how long each waits for the page and for an answer, what each costs.

    python bench/app.py             20 visitors; 2 processes wait for them, as with `make app`
    python bench/app.py 20 20       as many processes ready as visitors come

The server is the real one. A visitor here is what a browser is to it: gets the page, opens the WebSocket, asks for all
widgets, then ten times moves the threshold and five times uploads a photo, with pauses of half a second to two.
"""

import asyncio
import io
import json
import os
import random
import re
import struct
import subprocess
import sys
import time
import uuid
from pathlib import Path

import numpy as np
import psutil
from PIL import Image
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

from course_lib.data import catalogue
from course_lib.machine.files import replace_text
from course_lib.machine.processes import end_tree
from course_lib.paths import ROOT
from course_lib.recipes.measurements import file_of

PORT, ACTIONS = 8977, ["threshold", "threshold", "upload"] * 5
KINDS = ("page", "threshold", "upload")  # what a visitor waits for
SMALLEST_PAUSE, LARGEST_PAUSE = 0.5, 2.0


class Visitor:
    """One visitor: seconds until the page was there, and (kind, seconds) of each answer."""

    def __init__(self, seed):
        self.chance, self.session, self.seconds = random.Random(seed), uuid.uuid4().hex, []
        self.places = self.chance.sample(range(80, 150), len(ACTIONS))  # hundredths; each changes the answer

    async def visit(self, files):
        """Open the page and ask it ACTIONS, with one of the files (bytes) for each upload."""
        begin = time.perf_counter()
        page = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{PORT}/", request_timeout=300)
        kernel = re.search(r'"kernelId": "([\w-]+)"', page.body.decode())[1]
        address = f"ws://127.0.0.1:{PORT}/api/kernels/{kernel}/channels?session_id={self.session}"
        self.socket = await websocket_connect(address, max_message_size=1 << 26)
        await self._find_widgets()
        self.seconds.append(("page", time.perf_counter() - begin))
        for kind in ACTIONS:
            await asyncio.sleep(self.chance.uniform(SMALLEST_PAUSE, LARGEST_PAUSE))
            begin = time.perf_counter()
            await (self._move_the_threshold() if kind == "threshold" else self._upload(files.pop()))
            self.seconds.append((kind, time.perf_counter() - begin))

    async def _find_widgets(self):
        control = uuid.uuid4().hex
        opened = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await self._send("comm_open", opened, metadata={"version": "1.0.0"})
        await self._send("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})
        states = (await self._wait(lambda data: "states" in data))["states"]
        named = {state["state"].get("description"): model for model, state in states.items()}
        self.threshold, self.file = named["threshold"], named["Upload a picture"]

    async def _move_the_threshold(self):
        await self._update(self.threshold, {"value": self.places.pop() / 100}, [])
        await self._answer()

    async def _upload(self, photo):
        facts = {"name": "photo.jpg", "type": "image/jpeg", "size": len(photo), "last_modified": 0, "content": None}
        await self._update(self.file, {"value": [facts]}, [["value", 0, "content"]], photo)
        await self._answer()

    async def _answer(self):
        await self._wait(lambda data: 'aria-label="Answer"' in str(data.get("state", {}).get("value", "")))

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
            message = await asyncio.wait_for(self.socket.read_message(), 60)
            assert message is not None, "the server ended the connection"
            if isinstance(message, bytes):
                begin, *more = struct.unpack(f">{message[3]}I", message[4 : 4 + 4 * message[3]])
                message = message[begin : more[0] if more else None]
            data = json.loads(message)["content"].get("data", {})
            if isinstance(data, dict) and fits(data):
                return data


def photos(count):
    """The bytes of JPEG files of twelve million pixels, as a telephone takes them."""
    files = []
    for drawn in catalogue(count, 1, 100).pictures:
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


def served(ready):
    """The server, once it answers and its `ready` processes are waiting."""
    command = [sys.executable, "-m", "course_lib", "app", "--no-browser", f"--port={PORT}", f"--ready={ready}"]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "COURSE_NO_VENV": "1"})
    while len(kernels(server.pid)) < ready or psutil.cpu_percent(1) > 300:
        assert server.poll() is None, "the server ended"
        time.sleep(1)
    time.sleep(5 + ready)
    return server


def kernels(pid):
    """The visitors' processes below the server."""
    return [child for child in psutil.Process(pid).children(recursive=True) if "ipykernel_launcher" in child.cmdline()]


def measure(count, ready):
    """What `course_lib.recipes.measurements.visitors` says of `count` visitors."""
    server = served(ready)
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


def row(visit):
    """One row of the table."""
    cells = [", ".join(f"{each:.2f}" for each in visit[kind]) for kind in KINDS]
    return f"| {visit['visitors']} | {visit['ready']} | {' | '.join(cells)} | {visit['megabytes']} | {visit['load']} |"


def page(cores, visits):
    """app.md."""
    lines = [
        "# Search page",
        "",
        "`python bench/app.py`",
        "",
        f"{cores} processor cores, which the visitors' side of the measurement shares. All visitors come in "
        "the same moment; then each moves the threshold ten times and uploads a photo of twelve million pixels five "
        "times, with pauses of half a second to two. Seconds, 50th and 95th percentile: until the page is there with "
        "its first answer; until a moved threshold and until an uploaded photo has its answer. Memory: what one "
        "visitor's process has for itself. Load: what other programs asked of the machine before the visitors came "
        f"({cores} would be all of it).",
        "",
        "| visitors | processes ready | page, s | threshold, s | upload, s | MB a visitor | load before |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(row, visits)]) + "\n"


def main(pairs):
    """Measure, write the numbers and the table."""
    found = {"cores": os.cpu_count(), "visits": []}
    for count, ready in pairs:
        found["visits"].append(measure(count, ready))
        print(row(found["visits"][-1]), flush=True)
    replace_text(file_of("app"), json.dumps(found, indent=1) + "\n")
    replace_text(Path(__file__).with_suffix(".md"), page(**found))


if __name__ == "__main__":
    words = list(map(int, sys.argv[1:]))
    main([tuple(words)] if words else [(1, 2), (20, 2), (20, 20)])
