"""Every letter says, word for word, what somebody once read and found good."""

import pytest

from notifications.catalogue import NOTICES
from notifications.words import LANGUAGES
from tests.notifications.golden import FOLDER, file_of, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(NOTICES))
def test_a_letter_says_what_was_read_and_found_good(name: str, language: str) -> None:
    file = file_of(name, language)
    assert file.exists(), f"a new letter: run `make letters`, and read {file.name}"
    assert said(name, language) == file.read_text(encoding="utf-8"), "run `make letters`, and read the change"


def test_no_text_is_kept_of_a_letter_that_is_no_more() -> None:
    kept = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.txt")}
    assert kept == {f"{language}/{name}.txt" for language in LANGUAGES for name in NOTICES}
