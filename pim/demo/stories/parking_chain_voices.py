"""What people of Waterveld think, round by round: the answers add up to the figures of the story."""

from pim.demo.voices import Voices, on_five

# Collection has four answers: hidden, and not to be worked out from the total. Of the sixteen at the
# counter one leaves the questions about demands and control open.
AT_BASELINE = Voices(
    answers=57,
    hidden={"invordering": 4},
    turnout={"balie": 16, "handhaving": 21, "beoordeling": 8, "bezwaar": 8},
    means={
        "demands": on_five(56),
        "control": on_five(61),
        "pleasure": on_five(62),
        "performance": on_five(55),
        "innovation": on_five(50),
    },
    at={"balie": {"demands": on_five(57), "control": on_five(60)}},
    silent={"demands": {"balie": 1}, "control": {"balie": 1}},
)
ON_VARIANTS = Voices(
    answers=60,
    turnout={"balie": 16, "handhaving": 24, "beoordeling": 8, "bezwaar": 7, "invordering": 5},
    means={"P1": 2.4, "P2": 4.0, "P3": 3.5, "H1": 2.1, "H2": 3.9, "H3": 3.4},
)
AFTER_PILOT_P2 = Voices(
    answers=60,
    turnout={"balie": 17, "handhaving": 22, "beoordeling": 8, "bezwaar": 7, "invordering": 6},
    means={
        "demands": on_five(58),
        "control": on_five(57),
        "pleasure": on_five(60),
        "performance": on_five(66),
        "innovation": on_five(55),
        "acceptability": 3.3,
    },
    at={"balie": {"demands": on_five(66), "control": on_five(43), "acceptability": 2.8}},
)

_SITES = {"balie": 18, "handhaving": 24, "beoordeling": 8, "bezwaar": 7, "invordering": 6}
_WORK = {
    "demands": on_five(55),
    "control": on_five(63),
    "pleasure": on_five(65),
    "performance": on_five(66),
    "innovation": on_five(57),
}
AFTER_PILOT_P2B = Voices(
    answers=63,
    turnout=_SITES,
    means={**_WORK, "acceptability": 3.9},
    at={"balie": {"demands": on_five(57), "control": on_five(61)}},
)
# More objections than a team of nine can bear; it can still decide for itself.
AFTER_PILOT_H2 = Voices(
    answers=63,
    turnout=_SITES,
    means={**_WORK, "acceptability": 3.5},
    at={"bezwaar": {"demands": on_five(71), "control": on_five(57), "acceptability": 2.9}},
)
AFTER_EXTENSION = Voices(
    answers=63,
    turnout=_SITES,
    means={**_WORK, "acceptability": 3.9},
    at={"bezwaar": {"demands": on_five(57)}},
)
# About their work the counter was asked a fortnight before, in the round about H2: not again now.
AFTER_WAVE_P2B = Voices(answers=18, means={"acceptability": 4.0})
AFTER_WAVE_H2 = Voices(
    answers=33, turnout={"handhaving": 25, "beoordeling": 8}, means={**_WORK, "acceptability": 3.8}
)
AT_EVALUATION = Voices(
    answers=64,
    turnout={**_SITES, "invordering": 7},
    means={
        "demands": on_five(53),
        "control": on_five(66),
        "pleasure": on_five(68),
        "performance": on_five(69),
        "innovation": on_five(60),
    },
)
