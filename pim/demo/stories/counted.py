"""A file of counts, as whoever counted hands it over."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

HEADINGS = ("cijfer", "vestiging", "moment", "waarde", "bron", "geteld door")


def write_counts(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> Path:
    """Write a CSV file of counts into a folder, as a Dutch spreadsheet does; returns where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(HEADINGS)
        lines.writerows(rows)
    return path
