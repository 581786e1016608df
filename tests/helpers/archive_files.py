"""Archives as their authors lay them out, with drawings of ours, and their place where the library looks."""

from dataclasses import replace

from helpers.picture_files import archive_of, drawing, zipped

from course_lib.data.archives import ARCHIVES, listing_of


def put(monkeypatch, folders, name, body):
    """Let `body` be the archive `name`, ready in COURSE_DATA. Returns its path."""
    true = ARCHIVES[name]
    path = folders / "ready" / true.folder / true.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    like = archive_of(body, true.addresses, name)
    checks = {"listing": listing_of(path)} if true.listing else {"sha256": like.sha256, "size": like.size}
    monkeypatch.setitem(ARCHIVES, name, replace(true, **checks))
    return path


def alphabets():
    """A background archive: two alphabets with two and one characters, two drawings of each."""
    characters = ("Greek/character01", "Greek/character02", "Latin/character01")
    drawn = {
        f"images_background_small1/{character}/{number:04d}_{drawer:02d}.png": drawing(10 * number + drawer)
        for number, character in enumerate(characters, 1)
        for drawer in (1, 2)
    }
    return zipped({"images_background_small1/": b"", **drawn})


def runs(count=20):
    """The one-shot runs: item i of run r shows class (i + r) mod 20, each class a stroke at its own height."""
    members = {}
    for run in range(1, count + 1):
        rows = []
        for item in range(20):
            shown = (item + run) % 20
            rows.append(f"run{run:02d}/test/item{item + 1:02d}.png run{run:02d}/training/class{shown + 1:02d}.png")
            members[rows[-1].split()[0]] = drawing(4 * shown + 1)
            members[f"run{run:02d}/training/class{item + 1:02d}.png"] = drawing(4 * item)
        members[f"run{run:02d}/class_labels.txt"] = "\n".join(rows).encode()
    return zipped(members)
