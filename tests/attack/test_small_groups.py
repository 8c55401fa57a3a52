"""An attacker reads everything that is shown of ten thousand organisations, and subtracts."""

from tests.attack.organisations import figures, organisations, plainly, reported, seen, shown_of, worked_out

COUNT = 10_000


def test_in_ten_thousand_organisations_no_group_of_one_to_four_can_be_worked_out() -> None:
    for number, organisation in enumerate(organisations(COUNT, seed=1)):
        parts, shown = shown_of(organisation)
        told = figures(shown)
        assert all(figure.n >= 5 for figure in told)
        assert worked_out(parts, seen(parts, told)) == [], f"organisation {number}: {organisation}"


def test_the_same_attacker_gets_through_the_plain_rule_of_five() -> None:
    broken = 0
    for organisation in organisations(500, seed=2):
        parts = organisation.parts()
        broken += bool(worked_out(parts, seen(parts, plainly(parts))))
    assert broken > 150, "an attacker who finds nothing proves nothing"


def test_safety_is_not_bought_with_silence() -> None:
    able = told = 0
    for organisation in organisations(2_000, seed=3):
        parts, shown = shown_of(organisation)
        of_these, said = reported(parts, shown.cells)
        able, told = able + of_these, told + said
    assert told == able, "a team with five answers is always shown; what gives way is a site's or the total's"
