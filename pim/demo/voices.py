"""What people say in a round: whole answers from 1 to 5 that give the means a story tells.

A story never sets a figure. It says how many of each team answer and what they think on average;
this makes the answers, and the software adds them up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from pim.instruments.filling import filled
from pim.instruments.pack import HIGHEST, LOWEST

FEWEST = 5  # a team of which anybody answers has at least so many answers, or it is hidden on purpose

Place = tuple[str, str]
"""A site by its code, and the name of a team there."""


def on_five(score: float) -> float:
    """Return a score of 0–100 as a mean of answers of 1–5."""
    return 1 + score / 25


@dataclass(frozen=True, slots=True)
class Voices:
    """What is said in one round.

    ``answers`` people of all who are asked; ``hidden`` gives the few answers of a site that stays below
    five, which the means leave out. ``means`` is by question (1–5), ``at`` the same for single sites.
    ``silent``: so many at a site leave a question open. ``texts`` are sentences by question, handed out.
    """

    answers: int
    means: Mapping[str, float]
    hidden: Mapping[str, int] = field(default_factory=dict)
    at: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    turnout: Mapping[str, int] = field(default_factory=dict)
    silent: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def saying(self, texts: Mapping[str, Sequence[str]]) -> "Voices":
        """Return the same voices with these sentences, by question."""
        return replace(self, texts=texts)


def who_answers(asked: Mapping[Place, Sequence[int]], voices: Voices) -> dict[Place, list[int]]:
    """Return the people who answer, by team: as many as ``voices`` says, spread over all who are asked.

    Raises ValueError when so many (or so few) cannot be spread over the teams.
    """
    counts = dict.fromkeys(asked, 0)
    fixed = {**voices.hidden, **voices.turnout}
    for site, number in fixed.items():
        _fill(counts, {p: len(asked[p]) for p in asked if p[0] == site}, number, least=0)
    rest = {place: len(people) for place, people in asked.items() if place[0] not in fixed}
    _fill(counts, rest, voices.answers - sum(fixed.values()), least=FEWEST)
    dice = Random(voices.answers)
    return {place: dice.sample(list(people), counts[place]) for place, people in asked.items()}


def _fill(counts: dict[Place, int], sizes: Mapping[Place, int], number: int, *, least: int) -> None:
    """Give each team its share of ``number`` answers: in proportion, from ``least`` up to everybody."""
    if not sizes:
        if number:
            raise ValueError(f"{number} answers and nobody who is asked")
        return
    share = number / sum(sizes.values())
    for place, size in sizes.items():
        counts[place] = min(size, max(least, int(size * share)))
    order = sorted(sizes, key=lambda place: (-sizes[place], place))
    while (left := number - sum(counts[place] for place in sizes)) != 0:
        step = 1 if left > 0 else -1
        movable = [p for p in order if least <= counts[p] + step <= sizes[p]]
        if not movable:
            raise ValueError(f"{number} answers cannot be spread over {len(sizes)} teams")
        for place in movable[: abs(left)]:
            counts[place] += step


def spread(number: int, total: int, dice: Random) -> list[int]:
    """Return ``number`` answers of 1–5 with this sum, as people differ: not all of them the mean.

    Raises ValueError when there are no such answers.
    """
    if not number * LOWEST <= total <= number * HIGHEST:
        raise ValueError(f"{number} answers of 1 to 5 cannot add up to {total}")
    if not number:
        return []
    low, more = divmod(total, number)
    values = [low + 1] * more + [low] * (number - more)
    for _ in range(number):
        up, down = dice.randrange(number), dice.randrange(number)
        if up != down and values[up] < HIGHEST and values[down] > LOWEST:
            values[up] += 1
            values[down] -= 1
    dice.shuffle(values)
    return values


def _totals(numbers: Mapping[str, int], mean: float, at: Mapping[str, float]) -> dict[str, int]:
    """Return the sum of the answers per site, so that all together have this mean.

    Sites of ``at`` have their own mean; the others share what is left, each as near to it as can be.
    """
    totals = {site: round(at[site] * numbers[site]) for site in at}
    others = [site for site in numbers if site not in at]
    left = round(mean * sum(numbers.values())) - sum(totals.values())
    people = sum(numbers[site] for site in others)
    for site in others:
        totals[site] = round(left * numbers[site] / people) if people else 0
        left, people = left - totals[site], people - numbers[site]
    return totals


def bodies(
    speakers: Mapping[Place, Sequence[int]], voices: Voices, scales: Sequence[Mapping[str, Any]] = ()
) -> dict[int, dict[str, Any]]:
    """Return the answer of each person who answers: {"ratings": {code: 1–5}, "texts": {code: text}}.

    ``scales`` are those of the round: somebody with a score answers each of its questions. Raises
    ValueError when no whole answers give these means.
    """
    dice = Random(voices.answers + len(voices.means))
    by_site: dict[str, list[int]] = {}
    for (site, _), people in speakers.items():
        by_site.setdefault(site, []).extend(people)
    said: dict[int, dict[str, Any]] = {
        person: {"ratings": {}, "texts": {}} for people in by_site.values() for person in people
    }
    for code, mean in voices.means.items():
        _rate(code, mean, by_site, voices, said, dice)
    for body in said.values():
        body["ratings"] = filled(scales, body["ratings"], dice)
    for code, texts in voices.texts.items():
        for person, text in zip(dice.sample(sorted(said), min(len(said), len(texts))), texts, strict=False):
            said[person]["texts"][code] = text
    return said


def _rate(
    code: str,
    mean: float,
    by_site: Mapping[str, list[int]],
    voices: Voices,
    said: dict[int, dict[str, Any]],
    dice: Random,
) -> None:
    silent = voices.silent.get(code, {})
    speaking = {site: people[silent.get(site, 0) :] for site, people in by_site.items() if people}
    own = {site: means[code] for site, means in voices.at.items() if code in means and site in speaking}
    seen = {site: len(people) for site, people in speaking.items() if site not in voices.hidden}
    totals = _totals(seen, mean, own)
    for site, people in speaking.items():
        total = totals.get(site, round(mean * len(people)))
        for person, value in zip(people, spread(len(people), total, dice), strict=True):
            said[person]["ratings"][code] = value


def in_turns(people: Iterable[int], shares: Sequence[float]) -> list[list[int]]:
    """Return the people in turns: the first share of them, then the next. The last turn is everybody else."""
    everybody = sorted(people)
    Random(len(everybody)).shuffle(everybody)
    turns, start = [], 0
    for share in shares[:-1]:
        end = start + round(share * len(everybody))
        turns.append(everybody[start:end])
        start = end
    return [*turns, everybody[start:]]
