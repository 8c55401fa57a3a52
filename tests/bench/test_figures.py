"""The table of `make bench` says of each figure whether its aim was met."""

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from bench import run
from bench.figures import Figure, figures
from bench.one import measure


def _figure(**told: object) -> Figure:
    return Figure(**{"what": "steps", "value": 900.0, "unit": "/s", **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "met"),
    [
        ({"ratio": 0.61, "aim": 0.6}, True),
        ({"ratio": 0.59, "aim": 0.6}, False),
        ({"aim": 900}, True),
        ({"aim": 901}, False),
        ({"ratio": 0.1, "aim": "value >= 800"}, True),
        ({"value": 12, "aim": "value <= 12"}, True),
        ({"value": 13, "aim": "value <= 12"}, False),
        ({"ratio": 0.4, "aim": "ratio >= 0.4"}, True),
        ({}, None),
    ],
)
def test_a_figure_knows_whether_its_aim_is_met(told: dict[str, object], met: bool | None) -> None:
    assert _figure(**told).met() is met


@pytest.mark.parametrize("aim", ["fast", "ratio = 3", "value >= much", "ratio >= 0.5"])
def test_an_aim_that_cannot_be_read_is_refused(aim: str) -> None:
    with pytest.raises(ValueError, match="steps"):
        figures({"rows": [{"what": "steps", "value": 1.0, "unit": "/s", "aim": aim}]})


def test_an_aim_is_shown_in_one_form() -> None:
    assert _figure(ratio=0.7, aim=0.6).aim_in_words() == "ratio >= 0.6"
    assert _figure(aim="value<=12").aim_in_words() == "value <= 12"
    assert _figure().aim_in_words() == ""


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A measure that is there in this process only."""
    module = ModuleType("bench.counting")
    rows = [{"what": "counting", "value": 2.0, "unit": "/s", "floor": 4.0, "ratio": 0.5, "aim": 0.4}]
    module.measure = lambda: {"name": "Counting", "rows": rows}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bench.counting", module)


def test_a_measure_comes_with_its_peak_memory(counting: None) -> None:
    measured = measure("counting")
    assert measured["name"] == "Counting"
    assert measured["peak_mb"] > 5
    assert measured["seconds"] >= 0


def test_one_table_and_one_json_tell_it_all(
    counting: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "MEASURES", ("counting", "absent"))
    alone = run._in_a_process
    monkeypatch.setattr(
        run, "_in_a_process", lambda name: measure(name) if name == "counting" else alone(name)
    )
    monkeypatch.setenv("COLUMNS", "200")
    assert run.main(["--out", str(tmp_path / "results" / "figures.json")]) == 1
    shown = capsys.readouterr().out
    assert "ratio >= 0.4" in shown
    assert "met" in shown
    assert "absent could not be measured" in shown
    result = json.loads((tmp_path / "results" / "figures.json").read_text())
    assert [one["name"] for one in result["measures"]] == ["Counting", "absent"]
    assert "No module named 'bench.absent'" in result["measures"][1]["error"]
