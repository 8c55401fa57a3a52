"""The codes that go out with letters: made at the moment a letter is leased, never written down."""

import logging
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from notifications.blanks import blank_in
from notifications.lease import Claimed
from pim.channels.codes import code_for
from pim.feedback.keys import read_key
from pim.feedback.refusals import KeyLost, KeysUnreadable
from pim.feedback.tables import Round
from pim.lifecycle.tables import Instance
from pim.settings import Settings

log = logging.getLogger(__name__)


def codes_for_letters(settings: Settings) -> Callable[[Session, Sequence[Claimed]], Mapping[int, str]]:
    """Return what the delivery asks for the code of each letter that has a blank. One statement a batch."""

    def codes(session: Session, rows: Sequence[Claimed]) -> Mapping[int, str]:
        open_ = [
            (row.id, row.about_instance, row.person_id)
            for row in rows
            if row.about_instance is not None and row.person_id is not None and blank_in(row.context)
        ]
        keys = _keys(session, settings, {round_id for _, round_id, _ in open_})
        return {
            id_: code_for(keys[round_id], round_id, person_id)
            for id_, round_id, person_id in open_
            if round_id in keys
        }

    return codes


def _keys(session: Session, settings: Settings, round_ids: set[int]) -> Mapping[int, bytes]:
    if not round_ids:
        return {}
    rows = session.execute(
        select(col(Round.instance_id), col(Round.key_tag))
        .join(Instance, col(Instance.id) == col(Round.instance_id))
        .where(col(Round.instance_id).in_(round_ids), col(Instance.means) == "open")
    )
    keys = {}
    for round_id, tag in rows:
        try:
            keys[round_id] = read_key(settings.round_keys_dir, tag)
        except KeyLost:
            continue  # the clock closes the round; its letters are overtaken
        except KeysUnreadable as away:  # other letters must not wait for a folder that cannot be read
            log.warning("the key of a round cannot be read: %s", away.in_full)
    return keys
