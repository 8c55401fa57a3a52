"""A round about a pilot asks the comparison sites as well: the same, and nothing about the change."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from pim.cli import call
from pim.cycles.start import start_cycle
from pim.errors import BadInput
from pim.feedback.publication import Mean, results
from pim.feedback.tables import RoundTeam
from pim.instruments.filling import filled
from pim.pilots.plan import plan_pilot
from tests.pim.feedback.desk import ASSEN, ZWOLLE, Desk
from tests.pim.feedback.test_round_command import LEAD, NOW, shell  # noqa: F401 (a fixture)


def _zwolle(desk: Desk) -> list[int]:
    return [desk.team("zwolle/Winkel overdag"), desk.team("zwolle/Nachtploeg")]


def _marks(desk: Desk, round_id: int, **wanted: int) -> dict[str, Any]:
    return {"ratings": filled(desk.round(round_id).scales, wanted)}


def test_a_comparison_site_gives_its_figures_but_none_about_the_change(desk: Desk) -> None:
    round_id = desk.opened(packs=["outcomes", "aim"], compared_ids=_zwolle(desk))
    for who in ASSEN:
        desk.answer(round_id, who, _marks(desk, round_id, pleasure=4, acceptability=4))
    for who in ZWOLLE:
        desk.answer(round_id, who, _marks(desk, round_id, pleasure=2))
    with pytest.raises(BadInput, match="does not ask 'aim_1'"):
        desk.answer(round_id, "kevin", _marks(desk, round_id, acceptability=1))
    desk.close(round_id)
    found = desk.ask(lambda s: results(s, round_id))
    assert [site.means for site in found.sites] == [
        {"pleasure": Mean(75.0, 7), "acceptability": Mean(4.0, 7)},
        {"pleasure": Mean(25.0, 7)},
    ]


def test_at_the_command_line_a_round_about_a_pilot_asks_both_kinds_of_sites(shell: Desk) -> None:  # noqa: F811
    lead = shell.cast["marieke"].person_id
    shell.cycle_id = shell.do("marieke", lambda work: start_cycle(work, "standard", "Met proef", lead).id)
    variant = shell.variant("V1")
    days = {"starts_on": date(2026, 5, 11), "ends_on": date(2026, 6, 7)}
    sites = {"site_ids": [shell.site("assen")], "comparison_site_ids": [shell.site("zwolle")]}
    pilot = shell.do(
        "marieke", lambda work: plan_pilot(work, shell.cycle_id, variant_id=variant, **sites, **days).id
    )
    drafted = call(
        "round", "draft", shell.cycle_id, "--as", LEAD, "--purpose", "pilot", "--about", pilot, "--now", NOW
    )
    assert drafted["invited"] == 14
    rows = shell.ask(lambda s: {row.team_id: row.compares for row in s.scalars(select(RoundTeam))})
    assert {team for team, compares in rows.items() if compares} == set(_zwolle(shell))
