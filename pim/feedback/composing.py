"""A round out of packs: the questions people see and the scales their answers make up.

Both are written down in the round, so that no later change of a pack changes what was asked or how it
is scored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pim.errors import BadInput
from pim.feedback.questions import Question, question
from pim.instruments.pack import CHANGE, CHOICE, HIGHEST, LANGUAGES, LOWEST, Item, Pack, Words

# What a round asks when the lead does not say: before, at the end of a pilot and three months after a
# rollout the same, so that it can be compared. About two minutes each.
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "readiness": ("readiness", "free"),
    "baseline": ("work", "outcomes", "free"),
    "variants": (),
    "pilot": ("work", "outcomes", "aim", "free"),
    "wave": ("work", "outcomes", "aim", "free"),
    "evaluation": ("work", "outcomes", "free"),
}

KeptScale = dict[str, Any]
"""A scale as a round keeps it: see ``kept_scales``."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What a round asks: its questions, in order, and the scales they make up."""

    questions: list[Question]
    scales: list[KeptScale]


def compose(packs: Sequence[Pack], purpose: str, details: Collection[str] = ()) -> Asks:
    """Return what these packs ask in a round with this purpose; those in ``details`` as optional detail.

    Raises BadInput when two of them ask the same.
    """
    questions: list[Question] = []
    scales: list[KeptScale] = []
    taken: dict[str, str] = {}
    for pack in packs:
        mine = _questions(pack, purpose, detail=pack.name in details)
        kept = kept_scales(pack, purpose)
        for code in dict.fromkeys([one["code"] for one in (*mine, *kept)]):
            if code in taken:
                raise BadInput(
                    f"packs: {taken[code]} and {pack.name} both ask {code!r}; leave one of them out"
                )
            taken[code] = pack.name
        questions += mine
        scales += kept
    return Asks(questions, scales)


def kept_scales(pack: Pack, purpose: str) -> list[KeptScale]:
    """Return the scales of a pack that are asked in a round with this purpose, as the round keeps them.

    Each has its code, title, items and which of those are reversed, needs, scoring, unit, better and floor;
    and of its pack the name, licence, source, what it is about, and whether it was validated.
    """
    turned = {item.code for item in pack.items if item.reversed_}
    return [
        {
            "code": scale.code,
            **{language: _in(scale.title, language) for language in LANGUAGES},
            "items": list(scale.items),
            "reversed": [code for code in scale.items if code in turned],
            "needs": scale.needs,
            "scoring": scale.scoring,
            "unit": scale.unit,
            "better": scale.better,
            "floor": scale.floor,
            "pack": pack.name,
            "about": pack.about,
            "licence": pack.licence,
            "source": pack.source,
            "validated": [one for one in pack.languages if pack.validated and one not in pack.translated],
        }
        for scale in pack.scales
        if purpose in scale.purposes
    ]


def _questions(pack: Pack, purpose: str, *, detail: bool) -> list[Question]:
    found = []
    for item in pack.items:
        scale = pack.scale_of(item.code)
        if scale is not None and purpose not in scale.purposes:
            continue
        asked = question(item.code, item.kind, _asked(item, "nl"), _asked(item, "en")) | {"pack": pack.name}
        if item.kind == CHOICE:
            asked["options"] = [
                {"code": option.code, **{language: _in(option.words, language) for language in LANGUAGES}}
                for option in item.options
            ]
        if pack.about == CHANGE:
            asked["about"] = CHANGE
        found.append(asked | {"detail": True} if detail else asked)
    return found


def _asked(item: Item, language: str) -> str:
    """Return the words of a question, with what the marks mean."""
    text = _in(item.words, language)
    if item.ends is None:
        return text
    return f"{text} ({LOWEST} = {_in(item.ends.low, language)}, {HIGHEST} = {_in(item.ends.high, language)})"


def _in(words: Words, language: str) -> str:
    """Return a text in a language, or in the one it has: an instrument may exist in one language only."""
    return words.get(language) or next(iter(words.values()))
