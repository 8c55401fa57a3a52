"""What people of Noordervers think, round by round: the answers add up to the figures of the story."""

from pim.demo.stories.noordervers import LOW_STORE
from pim.demo.voices import Voices, on_five
from pim.feedback.questions import Question, default_questions, question

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

# The System Usability Scale: ten statements, by turns for and against. The Dutch is our own.
_SUS = (
    ("Ik wil dit vaker gebruiken.", "I would like to use this often."),
    ("Ik vind het nodeloos ingewikkeld.", "I find it needlessly complex."),
    ("Ik vind het makkelijk te gebruiken.", "I find it easy to use."),
    ("Ik heb hulp nodig om het te gebruiken.", "I need help to use it."),
    ("De onderdelen passen goed bij elkaar.", "The parts fit together well."),
    ("Er klopt te veel niet met elkaar.", "Too much in it does not agree."),
    ("De meeste mensen leren dit snel.", "Most people learn this quickly."),
    ("Ik vind het omslachtig.", "I find it cumbersome."),
    ("Ik voel me zeker als ik het gebruik.", "I feel sure when I use it."),
    ("Ik moest veel leren voor ik kon beginnen.", "I had to learn a lot before I could begin."),
)
_FEASIBLE = (
    "Dit is te doen in onze winkel. (1 = helemaal niet, 5 = helemaal wel)",
    "This can be done in our store. (1 = not at all, 5 = completely)",
)
SUS_FOR, SUS_AGAINST = 3.96, 2.04  # means that make a SUS of 74

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
        **{f"sus{n}": SUS_FOR if n % 2 else SUS_AGAINST for n in range(1, len(_SUS) + 1)},
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


def with_usability() -> list[Question]:
    """Return the questions of round 3: the usual ones, whether it can be done, and the SUS."""
    asked = default_questions("pilot")
    asked.insert(-1, question("feasibility", "rating", *_FEASIBLE))
    return asked + [question(f"sus{number}", "rating", *words) for number, words in enumerate(_SUS, 1)]
