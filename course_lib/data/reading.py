"""Picture files of any camera, program or stranger to arrays: upright, opaque, RGB, the middle square."""

import contextlib
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from course_lib.data.archive_pictures import in_parallel, squared

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


def squares_of_files(files: list[Path], *sizes: int, use: Callable = list) -> list:
    """For each file its middle square in each of the sizes, RGB (size, size, 3) uint8, or in words why there is none.

    Each file is read once, on all cores.

    Args:
        files: their paths.
        sizes: pixels of a side.
        use: a function from these squares to what is wanted in their place, called at once, so that not all of them
            have to be in memory.
    """

    def read(file):
        found = squares_or_reason(file, sizes)
        return found if isinstance(found, str) else use(found)

    with _bombs_refused():
        return in_parallel(read, files, "Reading pictures")


def is_picture(file: Path) -> bool:
    """Whether a file can be read as a picture."""
    with _bombs_refused():
        return not isinstance(squares_or_reason(file, (8,)), str)


@contextlib.contextmanager
def _bombs_refused():
    """A file of a few kilobytes that claims to hold 100 million pixels is an error, not a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def squares_or_reason(file: Path, sizes: tuple[int, ...]) -> list[np.ndarray] | str:
    """RGB (size, size, 3) uint8 in each of the sizes, or in words why not."""
    try:
        if not file.is_file():
            return "no file, or a link to nothing"
        if not file.stat().st_size:
            return "empty file"
        with Image.open(file, formats=FORMATS) as image:
            return upright_squares(image, sizes)
    except UnidentifiedImageError:
        return f"no picture of the kinds {', '.join(FORMATS)}"
    except Exception as error:  # Pillow's readers raise many kinds, and one bad file must not stop the others
        return f"{type(error).__name__}: {error}"


def upright_squares(image: Image.Image, sizes: tuple[int, ...]) -> list[np.ndarray]:
    """The middle square of an opened picture in each of the sizes, RGB (size, size, 3) uint8, turned upright.

    The first size decides how much detail is read, if it is enough for the others: so its square is the same alone.
    """
    detail = max(2 * sizes[0], *sizes)
    image.draft("RGB", (detail, detail))  # lets the JPEG reader skip detail that shrinking would drop
    if _alpha_is_unused(image):
        image = image.convert("RGB")
    image = plain_rgb(ImageOps.exif_transpose(image))
    return [np.asarray(squared(image, size)) for size in sizes]


def _alpha_is_unused(image):
    """Clipboards and drawing programs leave the alpha of a bitmap 0 everywhere: no viewer shows it as clear."""
    return image.format == "BMP" and image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0)


def plain_rgb(image: Image.Image) -> Image.Image:
    """A PIL image of any mode as RGB: 16 bits are scaled to 8, transparency shows white."""
    if image.mode.startswith("I"):
        grey = np.asarray(image)  # (h, w)
        clear = grey == image.info.get("transparency", -1)
        image = Image.fromarray(np.where(clear, 255, grey // 257).astype(np.uint8))
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB")
