"""Requirements about a chain of work, and about what its managers say: met here, not met there."""

from tests.workflows.situations_of_needs import OBJECTIONS, PAYS, Case, link
from workflows.facts import LinkFact, Own, PilotFact

# requirement, parameters, facts, and the numbers when it is not met (None: it is met).
CASES: list[Case] = [
    (
        "every_link_in_work_group",
        {},
        {"links": (LinkFact(id="permits", teams=("Balie",), in_work_group=True), LinkFact(id="objections"))},
        {"case": "no_teams", "links": ("objections",)},
    ),
    (
        "every_link_in_work_group",
        {},
        {"links": (LinkFact(id="permits", teams=("Balie",), in_work_group=True), OBJECTIONS)},
        {"links": ("objections",)},
    ),
    (
        "every_link_in_work_group",
        {},
        {"links": (LinkFact(id="permits", teams=("Balie",), in_work_group=True),)},
        None,
    ),
    (
        "every_link_asked",
        {"moment": "pilot"},
        {
            "links": (LinkFact(id="permits", teams=("Balie",)), OBJECTIONS),
            "link_measures": (
                link("permits", "pilot", "demands", 60),
                link("objections", "baseline", "demands", 56),
            ),
        },
        {"moment": "pilot", "links": ("objections",)},
    ),
    (
        "every_link_asked",
        {"moment": "pilot"},
        {"links": (OBJECTIONS,), "link_measures": (link("objections", "pilot", "demands", None),)},
        None,
    ),
    (
        "no_link_pays",
        PAYS,
        {
            "link_measures": (
                link("permits", "baseline", "control", 60),
                link("permits", "pilot", "control", 72),
                link("objections", "baseline", "demands", 56),
                link("objections", "pilot", "demands", 71),
                link("objections", "baseline", "control", 61),
                link("objections", "pilot", "control", 55.5),
            )
        },
        {
            "points": 5,
            "from": "baseline",
            "to": "pilot",
            "links": ("objections", "objections"),
            "dimension": ("control", "demands"),
            "before": ("61", "56"),
            "after": ("55.5", "71"),
        },
    ),
    # Exactly so many points is no more than that; and what is hidden on one side is not judged.
    (
        "no_link_pays",
        PAYS,
        {
            "link_measures": (
                link("objections", "baseline", "demands", 56),
                link("objections", "pilot", "demands", 61),
                link("collection", "baseline", "demands", None),
                link("collection", "pilot", "demands", 90),
            )
        },
        None,
    ),
    (
        "managers_agreed",
        {},
        {"own": Own(pilot=PilotFact(code="P1", sites=4, sites_waiting=2))},
        {"waiting": 2, "sites": 4},
    ),
    ("managers_agreed", {}, {"own": Own(pilot=PilotFact(code="P1", sites=4))}, None),
    ("missing_points_answered", {}, {"own": Own(pilot=PilotFact(code="P1", points_open=1))}, {"open": 1}),
    ("missing_points_answered", {}, {"own": Own(pilot=PilotFact(code="P1", sites_waiting=1))}, None),
]
