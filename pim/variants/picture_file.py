"""A picture that somebody sends: looked at by its content, and made anew without anything it carried along.

Pure: bytes in, bytes out. A photograph of a phone tells where and when it was taken, and by which phone;
a file that only pretends to be a picture may be anything. Neither reaches the database.
"""

import threading
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from pim.errors import BadInput

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000  # before it is made smaller; a small file can unfold into a thousand times as much
LONGEST_SIDE = 1_600  # pixels, of what is kept: enough for a screen and for A4
QUALITY = 85
MEDIA_TYPE = "image/webp"
_FORMATS = ("PNG", "JPEG", "WEBP")
_PHOTOGRAPH = "MPO"  # a JPEG of a phone with more inside, such as its depth: the first is the photograph
_EXPECTED = "expected a picture in PNG, JPEG or WebP"
_ONE_AT_A_TIME = threading.Lock()  # unfolded, a picture may take 160 MB


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture as it is kept: WebP, turned the right way up, at most ``LONGEST_SIDE`` pixels a side."""

    content: bytes
    width: int
    height: int


def cleaned(content: bytes) -> CleanPicture:
    """Return the picture made anew: without EXIF, place, comments or profile, and no larger than needed.

    Raises BadInput for what is too large, is no such picture, moves, or cannot be read to its end.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(f"picture: expected at most {MOST_BYTES // 1024**2} MB, got more")
    with _ONE_AT_A_TIME:
        try:
            return _made_anew(_opened(content))
        except BadInput:
            raise
        except Exception as error:  # whatever a decoder stumbles over, the file is not a whole picture
            raise BadInput(f"picture: this file is damaged; {_EXPECTED}") from error


def _opened(content: bytes) -> Image.Image:
    """Return the picture with only its head read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            picture = Image.open(BytesIO(content), formats=_FORMATS)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        if isinstance(error, Image.DecompressionBombError):
            raise BadInput(_too_many_pixels("far more")) from error
        raise BadInput(f"picture: this is no picture; {_EXPECTED}") from error
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise BadInput(_too_many_pixels(f"{width} × {height}"))
    if picture.format != _PHOTOGRAPH and getattr(picture, "n_frames", 1) > 1:
        raise BadInput("picture: this one moves; expected a picture that stands still")
    return picture


def _too_many_pixels(got: str) -> str:
    return f"picture: expected at most {MOST_PIXELS // 10**6} million pixels, got {got}"


def _made_anew(picture: Image.Image) -> CleanPicture:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be unfolded whole
    upright = ImageOps.exif_transpose(picture)
    plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(plain.mode, plain.size)  # only the pixels come along
    bare.paste(plain)
    kept = BytesIO()
    bare.save(kept, "WEBP", quality=QUALITY)
    return CleanPicture(kept.getvalue(), *bare.size)
