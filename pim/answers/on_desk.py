"""What lies on the desk of a closed round: every text that may be shown, the low marks, and where each is.

Only what publication gives: a text that may not be shown does not exist here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from pim.answers.tables import Cluster, Placement
from pim.feedback.publication import Results, Text, published_texts, results

MARK = "mark:"
TEXT_KIND, MARK_KIND = "text", "mark"


@dataclass(frozen=True, slots=True)
class Slip:
    """A text on the desk. ``cluster_id`` is where it was put, ``aside`` why it needs no answer."""

    id: str
    code: str
    text: str
    cluster_id: int | None = None
    aside: str | None = None

    @property
    def waits(self) -> bool:
        """Tell whether it has no place yet."""
        return self.cluster_id is None and self.aside is None


@dataclass(frozen=True, slots=True)
class LowMark:
    """A published mean below the middle: of everybody, or of a site where ``group`` names one."""

    id: str
    code: str
    group: str
    value: float
    n: int
    cluster_id: int | None = None


def placements(session: Session, round_id: int) -> Mapping[str, Placement]:
    """Return what has a place, by the number of the text or the name of the mark."""
    rows = session.scalars(select(Placement).where(col(Placement.round_id) == round_id))
    return {row.said_id: row for row in rows}


def low_marks(found: Results, placed: Mapping[str, Placement]) -> tuple[LowMark, ...]:
    """Return the published marks below the middle, the lowest first.

    Of a site only where the mark of everybody is not low: else it says the same once more.

    Of what has its good side below (``demands``) a high figure says what is wrong, not a low one: left out.
    """
    middle = {one.code: one.middle for one in found.columns if one.better == "high"}
    middle.pop("demands", None)  # a question of the lead's own does not say which side is the good one
    low = []
    for group, means in (("", found.whole.means), *((site.name, site.means) for site in found.sites)):
        for code in sorted(middle.keys() & means.keys()):
            mean = means[code]
            if mean.value < middle[code] and not (group and _low(found, code, middle[code])):
                id_ = f"{MARK}{code}@{group}"
                place = placed.get(id_)
                low.append(LowMark(id_, code, group, mean.value, mean.n, place.cluster_id if place else None))
    return tuple(sorted(low, key=lambda one: (one.value / middle[one.code], one.id)))


def _low(found: Results, code: str, middle: float) -> bool:
    """Tell whether everybody together is below the middle."""
    mean = found.whole.means.get(code)
    return mean is not None and mean.value < middle


def with_places(texts: Iterable[Text], placed: Mapping[str, Placement]) -> tuple[Slip, ...]:
    """Return texts, each with its place."""
    slips = []
    for text in texts:
        place = placed.get(text.id)
        where = (place.cluster_id, place.aside) if place else (None, None)
        slips.append(Slip(text.id, text.code, text.text, *where))
    return tuple(slips)


def slips_of(session: Session, round_id: int) -> tuple[Slip, ...]:
    """Return every text of a closed round that may be shown, each with its place. Two statements."""
    return with_places(published_texts(session, round_id), placements(session, round_id))


def known_ids(session: Session, round_id: int) -> dict[str, str]:
    """Return everything that can be given a place: its number or name, and whether it is text or mark."""
    ids = {text.id: TEXT_KIND for text in published_texts(session, round_id)}
    return ids | {mark.id: MARK_KIND for mark in low_marks(results(session, round_id), {})}


def roots(clusters: Iterable[Cluster]) -> dict[int, int]:
    """Return for each cluster the one that answers for it: itself, unless it was put with another."""
    into = {one.id or 0: one.merged_into for one in clusters}
    found = {}
    for id_ in into:
        root = id_
        while (above := into[root]) is not None:
            root = above
        found[id_] = root
    return found
