"""Picture files of any camera, program or stranger to arrays: upright, opaque, RGB, the middle square."""

import contextlib
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from course_lib.data.archive_pictures import in_parallel, squared
from course_lib.data.formats import FORMATS, IN_WORDS

with contextlib.suppress(ModuleNotFoundError):  # of requirements-lab.txt: without it nobody reads HEIC
    import pillow_heif

    pillow_heif.register_heif_opener()

DRAWN_BY, SHEET = "Software", "course_lib search"  # what a sheet of the search says of itself: it is no photo
SMALLEST = 8  # pixels of a side of a picture that can be searched for: below, there is nothing to compare


class _Unusable(Exception):
    """Why a file is not even opened."""


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

    with bombs_refused():
        return in_parallel(read, files, "Reading pictures")


def is_picture(file: Path) -> bool:
    """Whether a file can be read as a picture."""
    with bombs_refused():
        return not isinstance(squares_or_reason(file, (8,)), str)


@contextlib.contextmanager
def bombs_refused() -> Iterator[None]:
    """A file of a few kilobytes that claims to hold 100 million pixels is an error, not a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def squares_or_reason(file: Path, sizes: tuple[int, ...]) -> list[np.ndarray] | str:
    """RGB (size, size, 3) uint8 in each of the sizes, or in words why not."""
    return _with_opened(file, lambda image: upright_squares(image, sizes))


class Whole(NamedTuple):
    """A whole picture, upright, shrunk to be compared, and its width and height in the file, upright."""

    picture: Image.Image
    size: tuple[int, int]


def whole_or_reason(file: Path, side: int) -> Whole | str:
    """A file as Whole, whose long side has `side` pixels or as few as there are, or in words why not."""
    return _with_opened(file, lambda image: _whole(image, side))


def _whole(image, side):
    width, height = image.size
    image.draft("RGB", (2 * side, 2 * side))
    upright = ImageOps.exif_transpose(image)
    lies = (upright.width > upright.height) != (width > height)
    picture = plain_rgb(upright)
    picture.thumbnail((side, side), Image.Resampling.BOX)
    return Whole(picture, (height, width) if lies else (width, height))


def head_problem(file: Path) -> str:
    """In words why a file is no picture, as far as its head tells; nothing where it may be one."""
    return _with_opened(file, lambda _image: "")


def media_type(file: Path) -> str:
    """What a picture file is by its content, such as image/jpeg.

    Raises:
        ValueError: with the reason, when it is no picture.
    """
    problem = head_problem(file)
    if problem:
        raise ValueError(problem)
    with Image.open(file, formats=FORMATS) as image:
        return Image.MIME[
            "JPEG" if image.format == "MPO" else str(image.format)
        ]  # MPO: a JPEG file with further ones in it


def size_problem(file: Path) -> str:
    """In words why a picture is too small to be searched for, or nothing."""
    return _with_opened(file, lambda image: too_small(*image.size))


def too_small(width: int, height: int) -> str:
    """In words that a picture of so many pixels cannot be searched for, or nothing."""
    if min(width, height) >= SMALLEST:
        return ""
    return f"{width} x {height} pixels are too few; at least {SMALLEST} x {SMALLEST} can be searched for"


def _with_opened(file, use):
    """What `use` makes of the opened picture, or in words why nothing."""
    try:
        with _opened(file) as image:
            if image.info.get(DRAWN_BY) == SHEET:
                raise _Unusable("a sheet that the search drew")
            return use(image)
    except _Unusable as reason:
        return str(reason)
    except UnidentifiedImageError:
        return f"no picture of the kinds {IN_WORDS}"
    except Exception as error:  # Pillow's readers raise many kinds, and one bad file must not stop the others
        return f"{type(error).__name__}: {error}"


def _opened(file):
    if not file.is_file():
        raise _Unusable("no file, or a link to nothing")
    if not file.stat().st_size:
        raise _Unusable("empty file")
    return Image.open(file, formats=FORMATS)


def upright_squares(image: Image.Image, sizes: tuple[int, ...]) -> list[np.ndarray]:
    """The middle square of an opened picture in each of the sizes, RGB (size, size, 3) uint8, turned upright.

    The first size decides how much detail is read, if it is enough for the others: so its square is the same alone.
    """
    upright = upright_rgb(image, max(2 * sizes[0], *sizes))
    return [np.asarray(squared(upright, size)) for size in sizes]


def upright_rgb(image: Image.Image, detail: int) -> Image.Image:
    """An opened picture as RGB, turned upright; at least `detail` pixels of each side are read where it has them."""
    image.draft("RGB", (detail, detail))  # lets the JPEG reader skip detail that shrinking would drop
    if _alpha_is_unused(image):
        image = image.convert("RGB")
    return plain_rgb(ImageOps.exif_transpose(image))


def whole_picture(file: Path, size: int) -> tuple[Image.Image, tuple[int, int]] | str:
    """The whole picture in a file as RGB, upright, at most `size` pixels a side, and width and height of the file's.

    In words why not, where it cannot be read.
    """

    def shrunk(image):
        sides = ImageOps.exif_transpose(image).size
        upright = upright_rgb(image, size)
        upright.thumbnail((size, size))
        return upright, sides

    with bombs_refused():
        return _with_opened(file, shrunk)


def _alpha_is_unused(image):
    """Clipboards and drawing programs leave the alpha of a bitmap 0 everywhere: no viewer shows it as clear."""
    return image.format == "BMP" and image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0)


def plain_rgb(image: Image.Image) -> Image.Image:
    """A PIL image of any mode as RGB: 16 or 32 bits are scaled to 8, transparency shows white."""
    if image.mode.startswith(("I", "F")):
        grey = np.asarray(image)  # (h, w)
        clear = grey == image.info.get("transparency", -1)
        image = Image.fromarray(np.where(clear, 255, _in_8_bits(grey)).astype(np.uint8))
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB")


def _in_8_bits(grey):
    """Grey values of 16 bits, whole numbers of 32 bits or fractions as 0 to 255; such a file does not say its white.

    White is 65,535 for whole numbers and 1 for fractions, or the largest value where that is more.
    """
    if grey.dtype == np.uint16:
        return grey // 257
    whole = np.issubdtype(grey.dtype, np.integer)
    values = np.nan_to_num(grey.astype(np.float64), posinf=0, neginf=0).clip(0)
    white = max(65_535.0 if whole else 1.0, values.max(initial=0))
    return values * 255 // white if whole else np.rint(values * 255 / white)
