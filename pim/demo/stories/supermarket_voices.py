"""What people of Noordervers think, round by round: the answers add up to the figures of the story."""

from pim.demo.stories.noordervers import LOW_STORE
from pim.demo.voices import Voices, on_five

# What people think of their work and of the variants. Scores of 0–100 are the short scale's own.
AT_BASELINE = Voices(
    answers=251,
    means={
        "demands": on_five(58),
        "control": on_five(62),
        "pleasure": on_five(66),
        "performance": on_five(61),
        "innovation": on_five(52),
    },
)
ON_VARIANTS = Voices(answers=74, hidden={"assen": 4}, means={"V1": 2.3, "V2": 4.1, "V3": 3.4})
AFTER_PILOT_1 = Voices(
    answers=61,
    means={
        "demands": on_five(71),
        "control": on_five(44),
        "pleasure": on_five(58),
        "performance": on_five(68),
        "innovation": on_five(57),
        "acceptability": 2.9,
    },
)

AFTER_PILOT_2 = Voices(
    answers=97,
    means={
        "demands": on_five(57),
        "control": on_five(63),
        "pleasure": on_five(69),
        "performance": on_five(70),
        "innovation": on_five(60),
        "acceptability": 4.2,
        "feasibility": 3.9,
        "usability": on_five(74),
    },
)
_WORK = {
    "demands": on_five(56),
    "control": on_five(64),
    "pleasure": on_five(70),
    "performance": on_five(70),
    "innovation": on_five(61),
}
# In Kampen eight people answered, and 21 points among eight is a mean of 2.6.
AFTER_WAVES = (
    Voices(answers=118, means={**_WORK, "acceptability": 4.0}),
    Voices(
        answers=148,
        means={**_WORK, "acceptability": 3.9},
        turnout={LOW_STORE: 8},
        at={LOW_STORE: {"acceptability": 2.6, "pleasure": on_five(47)}},
    ),
    Voices(answers=150, means={**_WORK, "acceptability": 4.1}),
)
AT_EVALUATION = Voices(
    answers=263,
    means={
        "demands": on_five(55),
        "control": on_five(66),
        "pleasure": on_five(71),
        "performance": on_five(72),
        "innovation": on_five(63),
    },
)
