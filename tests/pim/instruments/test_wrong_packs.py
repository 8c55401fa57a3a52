"""A pack that cannot be used is refused with its file, the line, what is wrong and what was expected."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.instruments.loading import SHIPPED as PACKS
from pim.instruments.loading import PackError, check, load, shipped_names

RIGHT = """\
pack: own
title: {nl: Eigen lijst, en: Own list}
licence: Used with permission
source: An office for research
languages: [nl, en]
validated: true
about: work
answers: {low: {nl: nooit, en: never}, high: {nl: altijd, en: always}}
scales:
  noise:
    title: {nl: Lawaai, en: Noise}
    items: [noise_1, noise_2]
    needs: 1
    scoring: mean
    unit: five
items:
  - {code: noise_1, kind: rating, nl: Is het hier stil?, en: Is it quiet here?}
  - {code: noise_2, kind: rating, reversed: true, nl: Is het hier druk?, en: Is it busy here?}
  - {code: why, kind: choice, nl: Ja?, en: So?, options: [{code: a, nl: J, en: Y}, {code: b, nl: N, en: No}]}
"""


def _faults(text: str) -> list[str]:
    return [str(fault) for fault in check(text, "own.yaml").faults]


def test_a_right_pack_is_read() -> None:
    assert _faults(RIGHT) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("licence: Used with permission\n", "", "own.yaml:1: 'licence' is missing"),
        ("Used with permission", '""', "own.yaml:3: '' says nothing (at licence)"),
        ("Used with permission", "", "own.yaml:3: None says nothing (at licence)"),
        ("source: An office for research\n", "", "'source' is missing"),
        ("scoring: mean", "scoring: avarage", "own.yaml:14: unknown scoring 'avarage'"),
        ("scoring: mean", "scoring: meen", "Did you mean 'mean'?"),
        ("scoring: mean", "scoring: single", "own.yaml:14: single, with 2 items"),
        ("scoring: mean", "scoring: sus", "2 items that are no SUS"),
        ("unit: five", "unit: percent", "own.yaml:15: unknown unit 'percent'"),
        ("needs: 1", "needs: 3", "own.yaml:13: 3 does not fit here"),
        ("needs: 1", "needs: 1.5", "own.yaml:13: 1.5 does not fit here"),
        ("needs: 1", "needs: true", "own.yaml:13: True does not fit here"),
        ("noise_1, noise_2]", "noise_1, noise_3]", "own.yaml:12: unknown item 'noise_3'"),
        ("noise_1, noise_2]", "noise_1, why]", "own.yaml:12: why is a choice"),
        ("noise_1, noise_2]", "noise_1, noise_1]", "item 'noise_1' is in scale 'noise' already"),
        ("  noise:\n", "  noise_1:\n", "there is an item 'noise_1' as well"),
        ("  noise:\n", "  demands:\n", "own.yaml:15: demands in five"),
        ("kind: choice", "kind: choise", "Did you mean 'choice'?"),
        ("code: noise_2", "code: noise_1", "item 'noise_1' stands here twice"),
        ("code: noise_2", "code: Noise-2", "'Noise-2' is not a safe name"),
        ("reversed: true", "reversed: maybe", "'maybe' does not fit here"),
        ("{code: b, nl: N, en: No}", "{code: a, nl: N, en: No}", "option 'a' stands here twice"),
        (", {code: b, nl: N, en: No}", "", "one option is no choice"),
        ("kind: choice", "kind: rating", "a rating has no 'options'"),
        (
            "answers: {low: {nl: nooit, en: never}, high: {nl: altijd, en: always}}\n",
            "",
            "what a 1 and a 5 mean",
        ),
        ("languages: [nl, en]", "languages: [nl, fr]", "unknown language 'fr'"),
        ("languages: [nl, en]", "languages: nl", "'nl' does not fit here"),
        (", en: Noise}", "}", "'en' is missing (at scales.noise.title)"),
        ("validated: true", "validated: perhaps", "own.yaml:6: 'perhaps' does not fit here"),
        ("about: work", "about: weather", "unknown subject 'weather'"),
        ("unit: five", "unit: five\n    floor: 50", "own.yaml:16: 50 does not fit here"),
        ("unit: five", "unit: five\n    purposes: [pilots]", "Did you mean 'pilot'?"),
        ("pack: own", "pack: own\npakc: x", "Did you mean 'pack'?"),
        (
            "pack: own",
            "pack: !!python/object:os.system own",
            "a tag (tag:yaml.org,2002:python/object:os.system)",
        ),
        ("pack: own", "pack: &x own", "an anchor (&x)"),
        ("kind: rating, nl: Is", "kind: rating, kind: text, nl: Is", "'kind' stands here twice"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_was_expected(old: str, new: str, told: str) -> None:
    assert old in RIGHT
    faults = _faults(RIGHT.replace(old, new, 1))
    assert any(told in fault for fault in faults), faults
    assert all("Expected: " in fault for fault in faults)


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    wrong = RIGHT.replace("Used with permission", "").replace("mean", "avarage").replace("choice", "choise")
    faults = check(wrong, "own.yaml").faults
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    assert {3, 14, 19} <= {fault.line for fault in faults}
    with pytest.raises(PackError, match="licence"):
        load(wrong, "own.yaml")


@pytest.mark.parametrize(
    "text", ["", "[]", "3", "pack", "{", "\tpack: x", "pack: x\n---\npack: y", "a: " * 30]
)
def test_what_is_no_pack_at_all_is_refused_and_not_run_into_a_fault(text: str) -> None:
    assert _faults(text)


def test_a_file_that_is_too_large_or_not_there_is_told(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_text("# " + "x" * 300_000)
    assert "at most 256 kB" in str(check(large).faults[0])
    assert "cannot be read" in str(check(tmp_path / "nowhere.yaml").faults[0])


@given(st.sampled_from(shipped_names()), st.data())
def test_a_pack_with_a_line_spoilt_is_read_or_refused_and_never_breaks(
    name: str, data: st.DataObject
) -> None:
    lines = (PACKS / f"{name}.yaml").read_text().splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place] = data.draw(
        st.sampled_from(["", "  - 3", "items: {}", "scales: [a]", "x: {y: [1, {z: ~}]}", "- "])
    )
    found = check("\n".join(lines))
    assert (found.pack is None) == bool(found.faults)
