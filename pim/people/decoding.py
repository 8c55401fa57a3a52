"""From bytes to text: the encoding is found by looking, and never guessed where a guess can spoil a name."""

import codecs

from pim.people.faults import ImportRefused, RowFault, Words

LARGEST_FILE = 50_000_000  # bytes

_MARKS = (  # what may stand in front of a text file
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx or .ods, .xls

_A_CSV = Words("een CSV-bestand (opslaan als: CSV UTF-8)", "a CSV file (save as: CSV UTF-8)")


def decode(raw: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252.

    Raises ImportRefused when it is too large, no text, or a mixture.
    """
    if len(raw) > LARGEST_FILE:
        most = LARGEST_FILE // 1_000_000
        raise refused(
            1,
            Words("dit bestand is te groot", "this file is too large"),
            Words(f"hoogstens {most} MB", f"at most {most} MB"),
        )
    if raw.startswith(_WORKBOOKS):
        raise refused(1, Words("dit is een werkmap, geen CSV", "this is a workbook, not a CSV file"), _A_CSV)
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _read(raw, encoding)
    if b"\0" in raw:
        raise refused(_line(raw, raw.index(b"\0")), Words("dit is geen tekst", "this is not text"), _A_CSV)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        # Letters that are good UTF-8 beside some that are not: two files pasted together. Read as
        # Windows-1252 the good ones would turn into rubbish such as "FranÃ§oise".
        if not raw.decode("utf-8", "ignore").isascii():
            raise _unreadable(raw, error) from None
        return _read(raw, "windows-1252")


def refused(line: int, what: Words, expected: Words) -> ImportRefused:
    """Return the refusal of a whole file."""
    return ImportRefused([RowFault(line, "", what, expected)])


def _read(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(raw, error) from None


def _line(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, position) + 1


def _unreadable(raw: bytes, error: UnicodeDecodeError) -> ImportRefused:
    return refused(
        _line(raw, error.start),
        Words("hier staat een teken dat niet te lezen is", "there is a sign here that cannot be read"),
        _A_CSV,
    )
