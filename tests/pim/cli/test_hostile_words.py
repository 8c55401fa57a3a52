"""What somebody could type that no database keeps: it is said what was expected, and nothing is done."""

from typing import Any

from pim.cli.main import _tree
from tests.pim.cli.helpers import CommandLine

TOO_LARGE = ("99999999999999999999", str(2**31), "0", "-1", "9" * 5000)
MARIEKE = ("--as", "marieke@noordervers.example")


def _numbers(command: Any) -> list[Any]:
    inside = [each for inner in getattr(command, "commands", {}).values() for each in _numbers(inner)]
    return inside + [one for one in command.params if one.type_descriptor.annotation in (int, list[int])]


def test_every_number_of_every_command_is_one_that_a_row_can_have() -> None:
    numbers = _numbers(_tree())
    assert len(numbers) > 100
    for one in numbers:
        asked = one.type_descriptor.parameter_info
        assert asked.min is not None
        assert asked.max is not None
        assert asked.max <= 2**31 - 1


COMMANDS = (
    ("cycle", "show", "{}"),
    ("round", "results", "{}", *MARIEKE),
    ("idea", "bring", "{}", "Iets.", *MARIEKE),
    ("idea", "merge", "1", "--into", "{}", "--title", "x", "--text", "y", *MARIEKE),
    ("round", "cluster", "answer-all", "1", "{}", "--outcome", "adopted", *MARIEKE),
    ("deadlines", "retry", "{}", *MARIEKE),
    ("journal", "{}"),
    ("letters", "--limit", "{}"),
    ("people", "list", "--limit", "{}"),
)


def test_a_number_that_nothing_can_have_is_refused(pim: CommandLine) -> None:
    for command in COMMANDS:
        for number in TOO_LARGE:
            words = [word.format(number) for word in command]
            code, out, err = pim.run(*words)
            assert (code, out) == (2, ""), (words, err)
            assert "Traceback" not in err


def test_a_port_that_no_machine_has_is_refused(pim: CommandLine) -> None:
    for port in ("99999", "-1", "65536"):
        code, _, err = pim.run("serve", "--port", port)
        assert code == 2
        assert "Invalid value for '--port'" in err


def test_bytes_that_are_no_text_are_refused_before_anything_is_done(pim: CommandLine) -> None:
    for words in (
        ("idea", "bring", "1", "caf\udce9", *MARIEKE),
        ("\udcff",),
        ("people", "list", "--as", "\udc80"),
    ):
        code, out, err = pim.run(*words)
        assert (code, out) == (2, "")
        assert "not all text in UTF-8" in err


def test_a_moment_outside_our_time_is_refused(pim: CommandLine) -> None:
    for moment in (
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-30",
        "1999-12-31T23:00",
    ):
        for command in (("tick",), ("cycle", "list"), ("deadlines",)):
            code, out, err = pim.run(*command, "--now", moment)
            assert (code, out) == (2, "")
            assert "expected a year from 2000 to 2200" in err


def test_a_day_may_be_typed_as_people_write_it_here(pim: CommandLine) -> None:
    pim.call("sites", "free-day", "31-12-2026", "--name", "Oudjaarsdag", "--organisation", "noordervers")
    days = pim.call("sites", "free-days", "--organisation", "noordervers", "--since", "1-12-2026")
    assert isinstance(days, list)
    assert "2026-12-31" in {one["day"] for one in days}
    for wrong in ("31-02-2026", "12-31-2026", "31-12-26", "9999-12-31", "31-12-1999", "٣١-١٢-٢٠٢٦"):
        code, out, err = pim.run("sites", "free-day", wrong, "--name", "Oudjaarsdag")
        assert (code, out) == (2, ""), wrong
        assert "31-12-2026" in err or "2200" in err
