"""A folder of drawn products as picture files, and pictures as the bytes of a file."""

import io

from PIL import Image

from course_lib import data


def make_shop(path, classes=4, per_class=3, flat=False):
    """Draw pictures into sub-folders "product 0", "product 1", ... of `path`, or into it. Returns its path as text."""
    drawn = data.catalogue(classes=classes, per_class=per_class, size=60)
    for i, (picture, label) in enumerate(zip(drawn.pictures, drawn.labels, strict=True)):
        here = path if flat else path / f"product {label}"
        here.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(here / f"{i}.png")
    return str(path)


def as_png(picture):
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()
