"""The picture beside a variant: who may put it there, until when, and who may see it."""

from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from pim.db import Database
from pim.errors import BadInput, Conflict, NotFound, PimError
from pim.ideas.group import name_functionality
from pim.lifecycle.allowed import NotAllowed
from pim.lifecycle.tables import Instance
from pim.variants.add import add_variant, new_version
from pim.variants.picture_file import CleanPicture, cleaned
from pim.variants.pictures import picture_content, pictures_of, set_picture
from pim.variants.tables import Picture
from tests.pim.ideas.desk import Desk, desk
from tests.pim.variants.test_picture_file import picture

CLEAN = cleaned(picture())
OTHER = cleaned(picture(size=(40, 30)))
WORDS = {"alt_nl": "Het scherm met het bestelvoorstel.", "alt_en": "The screen with the order proposal."}


@pytest.fixture
def nv(database: Database, tmp_path: Path) -> Desk:
    made = desk(database, keys=tmp_path / "keys")
    made.do("marieke", lambda work: name_functionality(work, made.cycle, "Bestelvoorstel"))
    return made


def _variant(nv: Desk) -> int:
    text = "Medewerkers passen het voorstel aan tot 11 uur."
    return nv.do("marieke", lambda work: add_variant(work, nv.cycle, "F1", "Tot 11 uur", text).id)


def _put(nv: Desk, id_: int, who: str = "marieke", clean: CleanPicture = CLEAN, **words: str) -> None:
    nv.do(who, lambda work: set_picture(work, id_, clean, **{**WORDS, **words}))


def _rows(nv: Desk) -> list[Picture]:
    return nv.look(lambda session: list(session.scalars(select(Picture))))


@pytest.mark.parametrize("who", ["marieke", "lisa"])
def test_the_lead_and_the_work_group_put_a_picture_beside_a_variant(nv: Desk, who: str) -> None:
    id_ = _variant(nv)
    _put(nv, id_, who)
    line = nv.look(lambda session: pictures_of(session, [id_]))[id_]
    assert (line.width, line.height) == (320, 200)
    assert line.alt("nl") == WORDS["alt_nl"]
    assert line.alt("en") == WORDS["alt_en"]
    assert line.path == f"/variants/{id_}/picture/{line.digest}"
    home = nv.people["marieke"].organisation_id
    assert nv.look(lambda session: picture_content(session, id_, line.digest, home)) == CLEAN.content
    assert nv.journal(id_)[-1].what == "picture_set"
    assert nv.broken() == []


def test_another_picture_takes_its_place_under_another_address(nv: Desk) -> None:
    id_ = _variant(nv)
    _put(nv, id_)
    before = nv.look(lambda session: pictures_of(session, [id_]))[id_]
    _put(nv, id_, clean=OTHER)
    after = nv.look(lambda session: pictures_of(session, [id_]))[id_]
    assert after.path != before.path
    assert len(_rows(nv)) == 1
    with pytest.raises(NotFound):
        nv.look(lambda session: picture_content(session, id_, before.digest, None))


def test_once_people_were_asked_their_picture_stays_and_a_new_version_gets_its_own(nv: Desk) -> None:
    id_ = _variant(nv)
    _put(nv, id_)
    with nv.database.write() as session:
        session.execute(update(Instance).where(col(Instance.id) == id_).values(means="asked", stage="asked"))
    with pytest.raises(Conflict, match="people were asked about V1 as it is"):
        _put(nv, id_, clean=OTHER)
    newer = nv.do("lisa", lambda work: new_version(work, id_, "Het kan tot 14 uur.", "Tot 14 uur.").id)
    assert newer not in nv.look(lambda session: pictures_of(session, [id_, newer]))
    _put(nv, newer, clean=OTHER)
    assert {row.variant_id for row in _rows(nv)} == {id_, newer}


@pytest.mark.parametrize(
    ("who", "refusal"), [("olga", NotFound), ("nour", NotAllowed), ("henk", NotAllowed), ("karin", None)]
)
def test_who_has_no_part_in_making_variants_puts_no_picture(
    nv: Desk, who: str, refusal: type[PimError] | None
) -> None:
    id_ = _variant(nv)
    if refusal is None:
        _put(nv, id_, who)
        return
    with pytest.raises(refusal):
        _put(nv, id_, who)
    assert _rows(nv) == []


@pytest.mark.parametrize("words", [{"alt_nl": " "}, {"alt_en": ""}, {"alt_nl": "x" * 301}])
def test_a_picture_needs_words_in_both_languages(nv: Desk, words: dict[str, str]) -> None:
    id_ = _variant(nv)
    with pytest.raises(BadInput, match=next(iter(words)).replace("_", "-")):
        _put(nv, id_, **words)
    assert _rows(nv) == []


def test_the_picture_of_another_organisation_is_not_there(nv: Desk) -> None:
    id_ = _variant(nv)
    _put(nv, id_)
    digest = _rows(nv)[0].digest
    for home in (nv.people.outsider.organisation_id, 0):
        with pytest.raises(NotFound):
            nv.look(lambda session, at=home: picture_content(session, id_, digest, at))  # type: ignore[misc]
