"""What somebody sends as a picture: only the pixels of a real one come through."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pim.errors import BadInput
from pim.variants.picture_file import LONGEST_SIDE, MOST_BYTES, cleaned

SECRET = b"Assen, 52.99 N 6.56 E, telefoon van Nour"


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 200), mode: str = "RGB", **more: Any) -> bytes:
    """Return a picture as a phone or a program writes it: the left half red, the right half blue."""
    made = Image.new(mode, size, "red" if mode != "L" else 80)
    if mode != "L":
        made.paste(Image.new(mode, (size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    out = BytesIO()
    made.save(out, kind, **more)
    return out.getvalue()


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (52.0, 59.0, 0.0)  # where it was taken
    return exif


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "CMYK", "P"])
def test_every_kind_becomes_the_same_kind_of_file(kind: str, mode: str) -> None:
    if (kind, mode) in {("JPEG", "RGBA"), ("JPEG", "P"), ("PNG", "CMYK"), ("WEBP", "CMYK")}:
        mode = "RGB"
    clean = cleaned(picture(kind, mode=mode))
    with Image.open(BytesIO(clean.content)) as made:
        assert made.format == "WEBP"
        assert made.size == (clean.width, clean.height) == (320, 200)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_nothing_comes_along_but_the_pixels(kind: str) -> None:
    notes = PngInfo()
    notes.add_text("Comment", SECRET.decode())
    more: dict[str, Any] = {"exif": _exif(), "icc_profile": SECRET * 20}
    more |= {"PNG": {"pnginfo": notes}, "JPEG": {"comment": SECRET}, "WEBP": {"xmp": SECRET}}[kind]
    sent = picture(kind, **more) + SECRET  # and what somebody stuck on behind it
    assert SECRET in sent
    clean = cleaned(sent).content
    assert b"Nour" not in clean
    assert b"EXIF" not in clean
    assert b"ICCP" not in clean
    with Image.open(BytesIO(clean)) as made:
        assert not made.getexif()
        assert not {"icc_profile", "exif", "xmp", "comment"} & made.info.keys()


def test_a_picture_that_was_taken_sideways_is_turned_upright() -> None:
    clean = cleaned(picture("JPEG", exif=_exif(6)))
    assert (clean.width, clean.height) == (200, 320)
    with Image.open(BytesIO(clean.content)) as made:
        top = made.convert("RGB").getpixel((100, 20))
    assert isinstance(top, tuple)
    assert top[0] > 200, "what was left, the red half, is now on top"


def test_what_can_be_seen_through_stays_so() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(BytesIO(cleaned(out.getvalue()).content)) as made:
        assert made.mode == "RGBA"
        assert made.getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_large_picture_is_made_smaller_and_a_small_one_stays() -> None:
    clean = cleaned(picture("JPEG", (4_000, 3_000)))
    assert (clean.width, clean.height) == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)
    small = cleaned(picture(size=(12, 9)))
    assert (small.width, small.height) == (12, 9)


def _bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred bytes that says it is this large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ((8_000, 5_001), "8000 × 5001"),
        ((10_000, 10_000), "10000 × 10000"),
        ((60_000, 60_000), "far more"),
    ],
)
def test_a_small_file_that_unfolds_into_a_huge_picture_is_refused(size: tuple[int, int], said: str) -> None:
    bomb = _bomb(*size)
    assert len(bomb) < 1_000
    with pytest.raises(BadInput, match=f"at most 40 million pixels, got {said}"):
        cleaned(bomb)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(BadInput, match="at most 5 MB"):
        cleaned(b"x" * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
    ],
)
def test_what_is_no_picture_of_the_three_kinds_is_refused_by_its_content(content: bytes) -> None:
    with pytest.raises(BadInput, match="expected a picture in PNG, JPEG or WebP"):
        cleaned(content)


def test_of_a_photograph_with_another_one_inside_the_photograph_is_kept() -> None:
    first, inside = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (20, 20), "blue")
    out = BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[inside])
    kept = cleaned(out.getvalue())
    assert (kept.width, kept.height) == (40, 30)
    seen = Image.open(BytesIO(kept.content))
    assert getattr(seen, "n_frames", 1) == 1
    red, _, blue = seen.convert("RGB").getpixel((20, 15))  # type: ignore[misc]
    assert red > 200 > 50 > blue
    assert len(kept.content) < 1_000, "the other one is not in it"


def test_a_picture_that_moves_is_refused() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(BadInput, match="this one moves"):
        cleaned(out.getvalue())


@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.data())
def test_a_damaged_file_is_refused_or_read_and_never_breaks(kind: str, data: st.DataObject) -> None:
    whole = bytearray(picture(kind, (64, 48)))
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        del whole[place:]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    with suppress(BadInput):
        clean = cleaned(bytes(whole))
        assert max(clean.width, clean.height) <= LONGEST_SIDE
