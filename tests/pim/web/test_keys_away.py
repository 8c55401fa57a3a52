"""The keys of rounds that cannot be read now: it is said to whoever can mend it, and no round is closed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from pim.feedback.tables import Answer
from pim.lifecycle.tables import Instance
from pim.tick import Clockwork
from tests.pim.ideas.desk import at
from tests.pim.web.browser import Web
from tests.pim.web.codes import code_of
from tests.pim.web.road import MARCH, drafted, opened

Spoil = Callable[[Path], Callable[[], object]]


def _a_folder_in_its_place(folder: Path) -> Callable[[], object]:
    (key,) = folder.glob("*.key")
    aside = key.rename(key.with_suffix(".aside"))
    key.mkdir()
    return lambda: (key.rmdir(), aside.rename(key))


def _a_file_for_the_folder(folder: Path) -> Callable[[], object]:
    aside = folder.rename(folder.with_name("aside"))
    folder.write_text("no folder")
    return lambda: (folder.unlink(), aside.rename(folder))


def _no_folder(folder: Path) -> Callable[[], object]:
    aside = folder.rename(folder.with_name("aside"))
    return lambda: aside.rename(folder)


@pytest.mark.parametrize("spoil", [_a_folder_in_its_place, _a_file_for_the_folder, _no_folder])
def test_a_key_that_cannot_be_read_now_is_not_a_key_that_is_lost(
    one_site: Web, spoil: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id = opened(one_site)
    code = code_of(one_site, round_id, "nour")
    folder = one_site.settings.round_keys_dir
    mend = spoil(folder)
    tom, nobody = one_site.browser("tom", "nl"), one_site.browser()
    for answer in (
        tom.post(f"/rounds/{round_id}/answer", **{"rate-demands": "3"}),
        nobody.client.get(f"/a/{round_id}-{code}"),
        nobody.post(f"/r/{round_id}", code=code),
    ):
        assert answer.status_code == 503
        assert "PIM kan niet bij de sleutels van de rondes" in answer.text
        assert str(folder) not in answer.text, "where they are is no business of a visitor"
    monkeypatch.setattr("pim.state_of_health.is_current", lambda _: True)  # these tables were copied
    health = nobody.client.get("/health")
    assert health.status_code == 503
    (keys,) = [one for one in health.json() if one["what"] == "round keys"]
    assert not keys["well"]
    assert "lost" not in keys["said"]
    assert str(folder) not in keys["said"]
    Clockwork(one_site.database, one_site.settings, "test").tick(at(MARCH))
    with one_site.database.read() as session:
        assert session.get_one(Instance, round_id).means == "open"
    mend()
    assert tom.post(f"/rounds/{round_id}/answer", **{"rate-demands": "3"}).status_code == 303
    assert len(one_site.look(lambda s: s.scalars(select(Answer)).all())) == 1


def test_a_round_does_not_open_where_its_key_cannot_be_kept(one_site: Web) -> None:
    round_id = drafted(one_site)
    folder = one_site.settings.round_keys_dir
    folder.write_text("no folder")
    marieke = one_site.browser("marieke")
    page = marieke.get(f"/rounds/{round_id}/steps/open")
    (form,) = [one for one in page.forms if "open" in (one.action or "open") and "visit" in one.names]
    assert marieke.press(f"/rounds/{round_id}/steps/open", form).status == 503
    with one_site.database.read() as session:
        assert session.get_one(Instance, round_id).means == "draft"
