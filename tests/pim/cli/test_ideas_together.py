"""``pim idea similar``, ``support``, ``merge`` and ``unmerge``, as people type them."""

from typing import Any

import pytest

from pim.errors import Conflict, NotFound
from tests.pim.cli.helpers import CommandLine

LEAD = ("--as", "marieke@noordervers.example")
TOM = ("--as", "tom@noordervers.example")
BREAD = "Laat ons zelf melden dat het brood op is."
BREAD_TOO = "Wij willen zelf kunnen melden als brood op is in de winkel."


@pytest.fixture
def ideas(pim: CommandLine) -> tuple[int, int, int]:
    """An innovation with two ideas that look alike: its number, and theirs."""
    started: Any = pim.call(
        "cycle", "start", "--workflow", "standard", "--title", "Nieuw bestelsysteem",
        "--lead", "marieke@noordervers.example", "--now", "2026-02-02T09:00+01:00",
    )  # fmt: skip
    cycle = int(started["id"])
    pim.put_in(cycle, "ideas")
    first: Any = pim.call("idea", "bring", cycle, BREAD, "--as", "fatima@noordervers.example")
    second: Any = pim.call("idea", "bring", cycle, BREAD_TOO, *TOM)
    return cycle, int(first["id"]), int(second["id"])


def test_what_looks_like_it_is_listed_with_the_words_they_share(
    pim: CommandLine, ideas: tuple[int, int, int]
) -> None:
    cycle, first, second = ideas
    found: Any = pim.call("idea", "similar", cycle, "zelf melden als het brood op is", *TOM)
    assert {one["id"] for one in found} == {first, second}
    assert "brood" in found[0]["words"]
    with pytest.raises(NotFound):
        pim.call("idea", "similar", cycle, BREAD, "--as", "olga@drievliet.example")


def test_ideas_are_supported_put_together_and_taken_apart(
    pim: CommandLine, ideas: tuple[int, int, int]
) -> None:
    cycle, first, second = ideas
    supported: Any = pim.call("idea", "support", first, "--as", "kevin@noordervers.example")
    assert supported["supporters"] == 1
    merged: Any = pim.call("idea", "merge", second, "--into", first, *LEAD)
    assert merged["supporters"] == 2, "Kevin, and Tom who brought the other"
    listed: Any = pim.call("idea", "list", cycle, *LEAD)
    assert [(one["mergedInto"], one["with"]) for one in listed] == [(None, ["I2"]), ("I1", [])]
    apart: Any = pim.call("idea", "unmerge", second, *LEAD)
    assert (apart["from"], apart["supporters"]) == ("I1", 0)
    with pytest.raises(Conflict):
        pim.call("idea", "unmerge", second, *LEAD)
    back: Any = pim.call("idea", "support", first, "--no-longer", "--as", "kevin@noordervers.example")
    assert back["supporters"] == 0
