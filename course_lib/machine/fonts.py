"""Letters of any script: which of this machine's fonts have those that DejaVu Sans, matplotlib's own font, lacks."""

import importlib.util
import os
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from PIL import ImageFont

from course_lib.machine.output import print_error

# Files of fonts for Chinese, Japanese, Korean, Arabic, Hebrew, Devanagari and emoji, as Linux, macOS and Windows have
# them; the first that has a letter is taken. Emoji in colours are pictures, which matplotlib cannot draw.
KNOWN = """
NotoSansCJK-Regular.ttc NotoSansCJKsc-Regular.otf NotoSansSC-Regular.otf NotoSansJP-Regular.otf NotoSansKR-Regular.otf
SourceHanSansSC-Regular.otf wqy-microhei.ttc wqy-zenhei.ttc DroidSansFallbackFull.ttf DroidSansFallback.ttf
PingFang.ttc Hiragino Sans GB.ttc STHeiti Light.ttc AppleSDGothicNeo.ttc Arial Unicode.ttf
msyh.ttc simsun.ttc YuGothM.ttc msgothic.ttc malgun.ttf
NotoSansArabic-Regular.ttf NotoNaskhArabic-Regular.ttf GeezaPro.ttc
NotoSansHebrew-Regular.ttf ArialHB.ttc
NotoSansDevanagari-Regular.ttf Lohit-Devanagari.ttf Kohinoor.ttc DevanagariMT.ttc Nirmala.ttf Nirmala.ttc mangal.ttf
NotoEmoji-Regular.ttf Symbola.ttf seguiemj.ttf seguisym.ttf segoeui.ttf arial.ttf
"""
SHAPELESS = ("C", "M", "Z")  # categories of letters that may leave no trace: controls, marks, spaces
NOBODYS = "\U0010fffd"  # for private use: every font shows its sign for a letter that it lacks
_told: set[str] = set()


def base_font() -> Path | None:
    """The file of DejaVu Sans, which comes with matplotlib, without loading that; None where it is not installed."""
    found = importlib.util.find_spec("matplotlib")
    for place in (found and found.submodule_search_locations) or ():
        file = Path(place) / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
        if file.is_file():
            return file
    return None


def font_of(letter: str) -> Path | None:
    """The file of a font that has a letter: `base_font`, if it does, else one of this machine's; None where none does.

    >>> font_of("a") == base_font()
    True
    """
    return _font_of(letter, _installed(*map(str, font_folders())))


def other_fonts(text: str) -> list[Path]:
    """Files of the fonts that have the letters of a text which `base_font` lacks; what none has is told, once a letter.

    A letter that no font has is drawn as a box.
    """
    fonts = {letter: font_of(letter) for letter in dict.fromkeys(text)}
    _tell([letter for letter, font in fonts.items() if font is None])
    return list(dict.fromkeys(font for font in fonts.values() if font not in (None, base_font())))


def font_folders() -> list[Path]:
    """Where this system keeps fonts."""
    home = Path.home()
    if os.name == "nt":
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts", own]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "fonts"
    return [own, home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


@cache
def _installed(*folders):
    """The files of KNOWN in the folders, in the order of KNOWN."""
    found = {name: Path(here, name) for folder in folders for here, _, names in os.walk(folder) for name in names}
    return tuple(found[name] for name in _names() if name in found)


def _names() -> Iterable[str]:
    """The names in KNOWN, some of which hold spaces."""
    name: list[str] = []
    for part in KNOWN.split():
        name.append(part)
        if part.endswith((".ttf", ".ttc", ".otf")):
            yield " ".join(name)
            name = []


@cache
def _font_of(letter, installed):
    base = base_font()
    if unicodedata.category(letter).startswith(SHAPELESS):
        return base
    return next((font for font in (base, *installed) if font and _has(font, letter)), None)


@cache
def _has(font, letter):
    try:
        drawn = ImageFont.truetype(font, 20)
        return bytes(drawn.getmask(letter)) != bytes(drawn.getmask(NOBODYS))
    except OSError:  # not a font after all
        return False


def _tell(letters):
    new = [letter for letter in letters if letter not in _told]
    _told.update(new)
    if new:
        print_error(f"No font on this machine has these letters, which are drawn as boxes: {' '.join(new)}")
