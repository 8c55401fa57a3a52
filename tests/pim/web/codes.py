"""Codes of people in a round, and who types over what is on paper."""

from sqlmodel import col, select

from pim.channels.codes import code_for
from pim.feedback.keys import read_key
from pim.feedback.tables import Answer, Round
from pim.people.roles import give_role
from tests.pim.web.browser import Browser, Web

WRONG = "7K3M-9QXT-0V2B"
MARK = {"rate-demands": "4"}


def code_of(site: Web, round_id: int, who: str) -> str:
    """Return somebody's code."""
    row = site.look(lambda session: session.get_one(Round, round_id))
    key = read_key(site.settings.round_keys_dir, row.key_tag)
    return code_for(key, round_id, site.people[who].person_id)


def confidant(site: Web, who: str = "els") -> Browser:
    """Make somebody the confidant, and return their browser."""
    home = site.people.organisations["noordervers"]
    with site.database.write() as session:
        give_role(session, home, site.people[who].person_id, "confidant")
    return site.browser(who, "nl")


def bodies(site: Web) -> list[dict[str, object]]:
    return site.look(lambda session: list(session.scalars(select(col(Answer.body))).all()))
