"""A poster or a slip with an address that no phone can open is warned about while it is made."""

from pathlib import Path

import pytest

from pim.cli import main
from pim.lifecycle.tables import Installation
from tests.pim.cli.helpers import commands_on, forget
from tests.pim.feedback.desk import Desk


@pytest.mark.parametrize(
    ("base", "warned"), [("http://localhost:8000", True), ("https://pim.example", False)]
)
def test_what_is_printed_with_an_address_of_this_machine_alone_is_warned_about(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    base: str,
    warned: bool,
) -> None:
    round_id = desk.opened()
    monkeypatch.setenv("PIM_BASE_URL", base)
    with commands_on(desk, monkeypatch):
        for real in (True, False):
            with desk.database.write() as session:
                session.get_one(Installation, 1).demo = not real
            forget()
            for command in ("poster", "slips"):
                file = tmp_path / f"{command}.html"
                words = [
                    "round",
                    command,
                    str(round_id),
                    "--as",
                    "marieke@noordervers.example",
                    "--file",
                    str(file),
                ]
                with pytest.raises(SystemExit) as ended:
                    main(words)
                assert not ended.value.code
                said = capsys.readouterr().out
                assert (f"Telefoons kunnen {base} niet openen" in said) == (warned and real), said
