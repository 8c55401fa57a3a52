"""Measures without a database still measure something: a changed letter or rule breaks them unseen."""

from types import ModuleType

import pytest

from bench import in_memory_step, letters_rendered


@pytest.mark.parametrize("module", [in_memory_step, letters_rendered])
def test_a_measure_gives_a_value_and_a_floor(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STEPS", "TIMES", "LETTERS", "_MORE_THAN_KEPT"):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, 2)
    rows = module.measure()["rows"]
    assert rows
    assert all(row["value"] > 0 and row["floor"] > 0 for row in rows)
