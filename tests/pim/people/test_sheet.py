"""Reading CSV as people really save it: every encoding, separator and quotation mark, and hostile files."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pim.people.columns import PEOPLE, SITES
from pim.people.faults import ImportRefused
from pim.people.sheet import MOST_ROWS, SEPARATORS, Row, Sheet, read_sheet

# What a cell may hold and still come back the same: no sign that decoding or the csv format rewrites.
CELLS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\u2028\u2029\x85"),
    max_size=30,
)
NEWLINES = st.sampled_from(["\r\n", "\n", "\r"])
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "windows-1252")


def _cells(sheet: Sheet) -> list[dict[str, str]]:
    return [row.cells for row in sheet.rows]


def _refusal(raw: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        read_sheet(raw, PEOPLE)
    return refused.value


@settings(max_examples=300)
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12),
    separator=st.sampled_from(SEPARATORS),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    newline=NEWLINES,
    encoding=st.sampled_from(ENCODINGS),
    hint=st.booleans(),
)
def test_a_file_comes_back_as_it_was_written_in_every_dialect(
    rows: list[tuple[str, str, str]], separator: str, quoting: int, newline: str, encoding: str, hint: bool
) -> None:
    if encoding == "windows-1252":  # holds few signs
        rows = [
            tuple(cell.encode("windows-1252", "ignore").decode("windows-1252") for cell in row)  # type: ignore[misc]
            for row in rows
        ]
    written = io.StringIO(newline="")
    if hint:
        written.write(f"sep={separator}{newline}")
    writer = csv.writer(written, delimiter=separator, quoting=quoting, lineterminator=newline)  # type: ignore[arg-type]
    writer.writerow(["Personeelsnummer", "Naam", "E-mailadres"])
    writer.writerows(rows)
    raw = written.getvalue().encode(encoding)
    if encoding == "windows-1252" and _is_utf8(raw) and not raw.isascii():
        return  # a handful of signs that are good UTF-8 by accident: nobody can tell

    sheet = read_sheet(raw, PEOPLE)

    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert _cells(sheet) == [dict(zip(("number", "name", "email"), row, strict=True)) for row in kept]
    assert not sheet.faults


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return not raw.decode("utf-8", "ignore").isascii()
    return True


@pytest.mark.parametrize("separator", SEPARATORS)
def test_the_separator_is_the_one_that_gives_known_headings(separator: str) -> None:
    other = "," if separator == ";" else ";"
    raw = f"naam{separator}e-mail\nBos{other} Jan{separator}jan@x.example\n".encode()
    assert _cells(read_sheet(raw, PEOPLE)) == [{"name": f"Bos{other} Jan", "email": "jan@x.example"}]


def test_windows_1252_from_a_dutch_excel_is_read_with_its_accents() -> None:
    raw = "naam;e-mail\r\nFrançoise Müller – de Wít;f@x.example\r\n".encode("windows-1252")
    assert read_sheet(raw, PEOPLE).rows[0].cells["name"] == "Françoise Müller – de Wít"


def test_two_encodings_in_one_file_are_refused_by_line_and_not_guessed() -> None:
    raw = "naam;e-mail\nZoë;z@x.example\n".encode() + "Renée;r@x.example\n".encode("windows-1252")
    fault = _refusal(raw).faults[0]
    assert fault.line == 3
    assert "niet te lezen" in fault.sentence("nl")


def test_rows_know_the_line_they_start_on_also_after_a_cell_of_two_lines_and_empty_lines() -> None:
    raw = b'\n;;\nsep=;\n"naam";e-mail\n"Jan\nBos";jan@x.example\n\n;\nEls;els@x.example\n'
    assert [row.line for row in read_sheet(raw, PEOPLE).rows] == [5, 9]


def test_headings_are_known_in_dutch_and_english_whatever_their_case_signs_and_order() -> None:
    dutch = read_sheet(b"TAAL;E-Mail adres;Ploeg;Filiaal;Medewerkernummer;Volledige naam;Rollen\n", PEOPLE)
    english = read_sheet(
        b"language,e_mail,Team name,Store,EMPLOYEE-NUMBER,full name,Roles\n", PEOPLE
    )  # fmt: skip
    assert dutch.headings.at == english.headings.at
    assert set(dutch.headings.at) == {"language", "email", "team", "site", "number", "name", "role"}


def test_a_heading_that_is_not_known_is_ignored_and_named() -> None:
    sheet = read_sheet(b"naam;telefoon;e-mail\nJan;06;jan@x.example\n", PEOPLE)
    assert sheet.headings.ignored == ("telefoon",)
    assert _cells(sheet) == [{"name": "Jan", "email": "jan@x.example"}]


def test_one_column_under_two_headings_is_a_fault_that_names_both() -> None:
    sheet = read_sheet(b"naam;name;e-mail\nJan;Piet;jan@x.example\n", PEOPLE)
    assert [fault.sentence("en") for fault in sheet.faults] == [
        "Line 1, column “name”: this is the same column as “naam”. Expected: each column once."
    ]


def test_a_row_that_is_shorter_has_empty_cells_and_one_that_is_longer_is_a_fault() -> None:
    sheet = read_sheet(
        b"naam,e-mail,team\nJan\nBos, Els,els@x.example,Nacht\nKim,k@x.example,Nacht,,\n", PEOPLE
    )
    assert sheet.rows[0] == Row(2, {"name": "Jan", "email": "", "team": ""})
    assert [(fault.line, fault.what.nl) for fault in sheet.faults] == [
        (3, "er zijn meer cellen dan kolommen")
    ]
    assert [row.line for row in sheet.rows] == [2, 4]


def test_a_cell_that_is_far_too_long_is_not_told_as_a_quotation_mark() -> None:
    sheet = read_sheet(b"naam;e-mail\nKim;kim@x.example\n" + b"J" * 200_000 + b";jan@x.example\n", PEOPLE)
    assert [(fault.line, fault.what.nl) for fault in sheet.faults] == [(3, "een cel is veel te lang")]
    eaten = b'"Jan;jan@x.example\n' + b"Els;els@x.example\n" * 10_000
    sheet = read_sheet(b"naam;e-mail\nKim;kim@x.example\n" + eaten, PEOPLE)
    assert [(fault.line, fault.what.en) for fault in sheet.faults] == [
        (3, "the quotation marks do not match")
    ]


@pytest.mark.parametrize(
    "tail", [b'"Jan;jan@x.example\nEls;els@x.example\n', b'"Jan" Bos;jan@x.example\n', b'Jan;"']
)
def test_quotation_marks_that_do_not_match_are_named_with_the_line_where_they_open(tail: bytes) -> None:
    sheet = read_sheet(b"naam;e-mail\nKim;kim@x.example\n" + tail, PEOPLE)
    assert [(fault.line, fault.what.en) for fault in sheet.faults] == [
        (3, "the quotation marks do not match")
    ]
    assert [row.line for row in sheet.rows] == [2]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no column is recognised"),
        (b"\n\n\r\n", "no column is recognised"),
        (b"\xef\xbb\xbf", "no column is recognised"),
        (b"Jan;Bos\n", "no column is recognised"),
        (b"PK\x03\x04\x14\x00\x06\x00naam;e-mail", "this is a workbook, not a CSV file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is a workbook, not a CSV file"),
        (b"naam;e-mail\nJa\x00n;x\n", "this is not text"),
        (b"naam;e-mail\nJa\x81n;x\n", "there is a sign here that cannot be read"),
        (b"\xff\xfen\x00a\x00", "no column is recognised"),
        (b"\xff\xfen\x00a\x00\x00", "there is a sign here that cannot be read"),
        (b'"' + b"a" * 200_000, "no column is recognised"),
        (b"a" * 200_000, "no column is recognised"),
    ],
)
def test_a_file_that_is_no_table_of_people_is_refused_in_plain_words(raw: bytes, said: str) -> None:
    refusal = _refusal(raw)
    assert said in [fault.what.en for fault in refusal.faults]
    assert all(fault.expected.nl and fault.expected.en for fault in refusal.faults)


@settings(max_examples=300)
@given(raw=st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"naam;e-mail\n" + tail))
def test_no_file_whatever_gives_anything_but_a_sheet_or_a_refusal(raw: bytes) -> None:
    try:
        sheet = read_sheet(raw, PEOPLE)
    except ImportRefused as refused:
        said = [fault.sentence("nl") for fault in refused.faults]
    else:
        said = list(sheet.headings.at)
    assert said


def test_a_cell_of_a_megabyte_is_a_fault_and_not_a_crash() -> None:
    sheet = read_sheet(b"naam;e-mail\n" + b"a" * 1_000_000 + b";x\n", PEOPLE)
    assert [fault.line for fault in sheet.faults] == [2]


def test_more_rows_than_anybody_employs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pim.people.sheet.MOST_ROWS", 3)
    sheet = read_sheet(b"naam\n" + b"Jan\n" * 5, PEOPLE)
    assert MOST_ROWS > 100_000
    assert len(sheet.rows) == 3
    assert [fault.line for fault in sheet.faults] == [5]


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pim.people.decoding.LARGEST_FILE", 10)
    assert "too large" in _refusal(b"naam;e-mail\n").faults[0].what.en


def test_sites_have_headings_of_their_own() -> None:
    sheet = read_sheet(b"filiaalnummer;vestiging\n0012;Assen\n", SITES)
    assert _cells(sheet) == [{"code": "0012", "name": "Assen"}]
