"""In how many rounds people were asked about a variant, and which round was the last.

Rounds and pilots stand above this room and know variants, not the other way round. But how often
people were asked belongs to the variant: at most so many rounds, then it goes on or stops. So their
tables are read here by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, column, select, table, union
from sqlmodel import col

from pim.lifecycle.tables import Instance

_SHOWN = table("round_variant", column("round_id"), column("variant_id"))
_ROUND = table("round", column("instance_id"), column("about_id"))
_PILOT = table("pilot", column("instance_id"), column("variant_id"))

# A draft asks nobody yet, and one that was withdrawn asked nobody in the end.
_REALLY_ASKED = (
    col(Instance.cycle_id) == bindparam("cycle"),
    col(Instance.kind) == "round",
    col(Instance.means).not_in(("draft", "withdrawn")),
)

ASKED = union(  # each round once per variant: shown in it, or worked with in the pilot it is about
    select(_SHOWN.c.variant_id, _SHOWN.c.round_id)
    .join(Instance, col(Instance.id) == _SHOWN.c.round_id)
    .where(*_REALLY_ASKED),
    select(_PILOT.c.variant_id, _ROUND.c.instance_id)
    .select_from(_ROUND.join(_PILOT, _PILOT.c.instance_id == _ROUND.c.about_id))
    .join(Instance, col(Instance.id) == _ROUND.c.instance_id)
    .where(*_REALLY_ASKED),
).subquery("asked")
"""The rows (``variant_id``, ``round_id``) of the cycle that is bound as ``cycle``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The rounds in which each variant was asked about, and the newest round of all (0 for none)."""

    rounds: Mapping[int, frozenset[int]]
    newest: int

    def of(self, *variant_ids: int) -> frozenset[int]:
        """Return the rounds in which any of these was asked about."""
        return frozenset().union(*(self.rounds.get(id_, frozenset()) for id_ in variant_ids))


def asked(pairs: Iterable[tuple[int, int | None]]) -> Asked:
    """Return what pairs of a variant and a round it was asked about in (None: in none) come to."""
    found: dict[int, set[int]] = {}
    for variant_id, round_id in pairs:
        if round_id is not None:
            found.setdefault(variant_id, set()).add(round_id)
    rounds = {variant_id: frozenset(ids) for variant_id, ids in found.items()}
    return Asked(rounds, max((id_ for ids in rounds.values() for id_ in ids), default=0))
