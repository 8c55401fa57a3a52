"""Figures are counted per site by who may, corrected in the open, and never about a handful of people."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from pim.errors import BadInput, NotFound
from pim.figures.counting import Entry, count_figure
from pim.figures.define import add_indicator
from pim.figures.importing import import_counts, read_counts, value_of
from pim.figures.queries import figures_of
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.tables import Instance, JournalEntry
from pim.people.faults import ImportRefused, Wrong
from pim.pilots.plan import plan_pilot
from tests.pim.scene import Scene

SPRING, SUMMER = "2026-05-04 10:00", "2026-06-10 10:00"
SOURCE = "Telling om 17 uur, vier weken"


@pytest.fixture
def counting(play: Scene) -> Scene:
    """Empty shelves are counted; a pilot at Zwolle is compared with Assen from 11 May on."""
    play.do(
        "marieke",
        lambda work: add_indicator(work, play.cycle, "Lege vakken", "per week", less_is_better=True),
        SPRING,
    )
    days = {"starts_on": date(2026, 5, 11), "ends_on": date(2026, 6, 7)}
    sites = {"site_ids": [play.site("zwolle")], "comparison_site_ids": [play.site("assen")]}
    play.do(
        "marieke",
        lambda work: plan_pilot(work, play.cycle, variant_id=play.variant, **sites, **days).id,
        SPRING,
    )
    return play


def count(play: Scene, who: str, site: str, moment: str, value: float, local: str = SUMMER) -> Any:
    entry = Entry("c1", site, moment, value, SOURCE)
    return play.do(who, lambda work: count_figure(work, play.cycle, entry), local)


def test_what_changed_is_computed_from_what_was_counted(counting: Scene) -> None:
    for site, before, after in (("zwolle", 50, 41), ("assen", 40, 44)):
        count(counting, "marieke", site, "baseline", before)
        count(counting, "marieke", site, "pilot-1", after)
    [figure] = counting.look(lambda session: figures_of(session, counting.cycle))
    [result] = figure.results
    assert {group: change.percent for group, change in result.changes.items()} == {
        "pilot": -18.0,
        "comparison": 10.0,
    }
    assert result.difference
    assert (result.difference.points, result.difference.interval) == (-28.0, None)
    assert [figure.better(change) for change in result.changes.values()] == [True, False]
    assert counting.statements(lambda session: figures_of(session, counting.cycle)) == 2


def test_a_site_that_was_counted_once_changes_nothing(counting: Scene) -> None:
    count(counting, "marieke", "zwolle", "pilot-1", 41)
    [figure] = counting.look(lambda session: figures_of(session, counting.cycle))
    assert (len(figure.counts), figure.results) == (1, ())


def test_a_manager_counts_at_their_own_site_only(counting: Scene) -> None:
    assert count(counting, "karin", "assen", "baseline", 40)["counted"] == 1
    with pytest.raises(NotAllowed):
        count(counting, "karin", "zwolle", "baseline", 40)
    for who in ("kevin", "henk"):
        with pytest.raises(NotAllowed):
            count(counting, who, "assen", "baseline", 40)
    with pytest.raises(NotAllowed):
        counting.do("karin", lambda work: add_indicator(work, counting.cycle, "Derving", "euro"), SUMMER)
    with pytest.raises(NotFound):
        count(counting, "olga", "assen", "baseline", 40)


def test_a_correction_stays_in_the_journal_with_what_it_was(counting: Scene) -> None:
    count(counting, "marieke", "zwolle", "baseline", 50)
    assert count(counting, "marieke", "Zwolle", "nulmeting", 48) == {
        "id": counting.cycle,
        "counted": 1,
        "corrected": 1,
    }
    said = counting.look(
        lambda session: session.scalars(
            select(col(JournalEntry.data))
            .where(col(JournalEntry.what) == "figures_counted")
            .order_by(col(JournalEntry.version))
        ).all()
    )
    assert ['"was":50' in one.replace(" ", "") for one in said] == [False, True]
    assert counting.journal_is_whole()


@pytest.mark.parametrize(
    ("site", "moment", "value", "field"),
    [
        ("zwolle", "pilot-9", 4.0, "moment"),
        ("zwolle", "evaluation", 4.0, "moment"),
        ("nergens", "baseline", 4.0, "site"),
        ("zwolle", "baseline", -1.0, "value"),
        ("zwolle", "baseline", float("nan"), "value"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_that_is_wrong(
    counting: Scene, site: str, moment: str, value: float, field: str
) -> None:
    with pytest.raises(Wrong) as refused:
        count(counting, "marieke", site, moment, value)
    assert refused.value.field == field


def test_a_pilot_that_has_not_begun_cannot_be_counted(counting: Scene) -> None:
    with pytest.raises(Wrong, match="has not begun"):
        count(counting, "marieke", "zwolle", "pilot-1", 4, local="2026-05-10 23:00")
    count(counting, "marieke", "zwolle", "pilot-1", 4, local="2026-05-11 07:00")


def test_a_site_where_few_people_work_has_no_figure(counting: Scene) -> None:
    small = counting.open_site("kiosk", "Kiosk Station", 4)
    with pytest.raises(Wrong, match="only 4 people"):
        count(counting, "marieke", "kiosk", "baseline", 4)
    counting.open_site("stand", "Stand Markt", 5)
    assert small
    assert count(counting, "marieke", "stand", "baseline", 4)["counted"] == 1


def test_nothing_is_counted_in_what_is_over(counting: Scene) -> None:
    with counting.database.write() as session:
        session.get_one(Instance, counting.cycle).final = True
    with pytest.raises(BadInput, match="is over"):
        count(counting, "marieke", "zwolle", "baseline", 4)


def test_a_file_is_taken_over_whole_or_not_and_every_bad_row_is_named(counting: Scene) -> None:
    good = b"cijfer;vestiging;moment;waarde;bron\nC1;zwolle;baseline;50;Kassa\nC1;Assen;pilot-1;44,5;Kassa\n"
    answer = counting.do(
        "marieke", lambda work: import_counts(work, counting.cycle, read_counts(good)), SUMMER
    )
    assert answer["counted"] == 2
    bad = good + b"C7;zwolle;baseline;1;Kassa\nC1;zwolle;baseline;1;Kassa\nC1;nergens;baseline;1;Kassa\n"
    with pytest.raises(ImportRefused) as refused:
        counting.do("marieke", lambda work: import_counts(work, counting.cycle, read_counts(bad)), SUMMER)
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [
        (4, "cijfer"),
        (5, "vestiging"),
        (6, "vestiging"),
    ]
    with pytest.raises(ImportRefused) as unread:
        read_counts(good + b"C1;zwolle;evaluation;1.250;Kassa\n")
    assert "Regel 4, kolom “waarde”" in unread.value.faults[0].sentence("nl")
    with pytest.raises(ImportRefused, match="no column “source”"):
        read_counts(b"figure,site,moment,value\nC1,zwolle,baseline,1\n")
    [figure] = counting.look(lambda session: figures_of(session, counting.cycle))
    assert sorted(one.value for one in figure.counts) == [44.5, 50]


def test_a_number_is_read_as_people_write_it_and_never_guessed() -> None:
    assert [value_of(text) for text in ("14", " 14,5 ", "14.5", "1 250", "1250,75", "0.125")] == [
        14, 14.5, 14.5, 1250, 1250.75, 0.125,
    ]  # fmt: skip
    for text in ("", "1.250", "1,250", "veel", "-3", "1e5", "nan", "1.250,50", "2_000"):
        with pytest.raises(Wrong):
            value_of(text)
