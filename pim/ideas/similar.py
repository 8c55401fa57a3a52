"""Which texts look alike, and by which words. Counted and explained; a person decides what it means.

Words are brought to their stem in the language the text seems to be in (Dutch or English), and a
slip of the pen counts as the word that was meant, as does a longer word that begins with it, for Dutch
writes its words together (nacht, nachtploeg). Two texts are as alike as the weight of the stems
they share in the weight of all their stems (Dice's coefficient); a stem that many texts have weighs
less. Nothing is learned, so the same texts always give the same answer.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import snowballstemmer
from rapidfuzz import fuzz, process

K = TypeVar("K", bound=Hashable)

LEAST = 0.3  # from here on somebody may well mean the same; tried on what people wrote in both examples
MEANT = 86  # percent of the letters that a slip of the pen still has in common with the word
SHORTEST_SLIP = 5  # letters; shorter words differ by a letter and are another word
MOST_WORDS = 400  # of one text
_WORD = re.compile(r"[^\W_]+")
_TWICE = re.compile(r"([aeou])\1")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NL = _words(
    """
    aan al alle alleen als altijd andere bij daar dan dat de deze die dit doen door dus een eens en er
    erg gaan gaat geen had haar heb hebben heeft hem het hier hij hoe hun iets ik in is ja je kan kunnen
    maar maken me meer men met mij mijn moet moeten mogen na naar niet nog nu of om omdat ons ook op
    over graag te ten tot u uit uw van veel voor vaak want waar was wat we weer wel werd wie wij willen
    wil word worden wordt zal ze zelf zich zij zijn zo zou zouden
    """
)
_EN = _words(
    """
    a about all also always an and any are as at be because been but by can could do does for from get
    had has have he her here him his how i if in is it its just like me more my no not of often on only
    or our please she should so some than that the their them then there they this to too us very want
    was we were what when where which who will with would you your
    """
)


@dataclass(frozen=True, slots=True)
class Alike(Generic[K]):
    """A text that looks like another: how much, from 0 to 1, and by which words, as they were written."""

    key: K
    score: float
    words: tuple[str, ...]


@lru_cache(maxsize=2)
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(language)


def stems(text: str) -> dict[str, str]:
    """Return the stems in a text, each with the word it came from, without words that say little."""
    words = [word.casefold() for word in _WORD.findall(text)[:MOST_WORDS]]
    english = sum(word in _EN for word in words) > sum(word in _NL for word in words)
    silent = _EN | _NL
    telling = [word for word in words if word not in silent and (len(word) > 2 or word.isdecimal())]
    stem = _stemmer("english" if english else "dutch").stemWord
    if english:
        return {stem(word): word for word in reversed(telling)}
    # Dutch writes one sound with one sign or with two: traag, trage.
    return {_TWICE.sub(r"\1", stem(word)): word for word in reversed(telling)}


class Likeness(Generic[K]):
    """A number of texts, ready to be compared with each other and with a new one."""

    def __init__(self, texts: Mapping[K, str]) -> None:
        self._near: dict[str, list[str]] = defaultdict(list)
        self._canon: dict[str, str] = {}
        self._stems = {key: self._known(stems(text)) for key, text in texts.items()}
        self._in: dict[str, list[K]] = defaultdict(list)
        for key, found in self._stems.items():
            for stem in found:
                self._in[stem].append(key)

    def like(
        self, text: str, *, least: float = LEAST, most: int = 5, without: Iterable[K] = ()
    ) -> list[Alike[K]]:
        """Return the texts that look most like this one, the most alike first; none below ``least``."""
        mine = self._known(stems(text), keep=False)
        left_out = set(without)
        shared: Counter[K] = Counter()
        for stem in mine:
            for key in self._in.get(stem, ()):
                shared[key] += 1
        found = [self._alike(mine, key) for key in shared if key not in left_out]
        found = [one for one in found if one.score >= least]
        order = {key: number for number, key in enumerate(self._stems)}
        return sorted(found, key=lambda one: (-one.score, order[one.key]))[:most]

    def groups(self, *, least: float = LEAST) -> list[list[Alike[K]]]:
        """Return the texts in groups that look alike, each around its first; larger groups first.

        A text that looks like no other is in none. The first of a group is as alike as can be, to itself.
        """
        free = dict.fromkeys(self._stems)
        found: list[list[Alike[K]]] = []
        for key in self._stems:
            if key not in free or not self._stems[key]:
                continue
            mine = self._stems[key]
            near = {other for stem in mine for other in self._in[stem] if other in free and other != key}
            alike = [self._alike(mine, other) for other in self._stems if other in near]
            alike = [one for one in alike if one.score >= least]
            if not alike:
                continue
            for one in alike:
                del free[one.key]
            del free[key]
            found.append([Alike(key, 1.0, ()), *sorted(alike, key=lambda one: -one.score)])
        return sorted(found, key=lambda group: -len(group))

    def _alike(self, mine: Mapping[str, str], key: K) -> Alike[K]:
        theirs = self._stems[key]
        shared = [stem for stem in mine if stem in theirs]
        whole = sum(map(self._weight, mine)) + sum(map(self._weight, theirs))
        score = 2 * sum(map(self._weight, shared)) / whole if whole else 0.0
        telling = sorted(shared, key=lambda stem: -self._weight(stem))
        return Alike(key, round(score, 4), tuple(theirs[stem] for stem in telling))

    def _weight(self, stem: str) -> float:
        return 1 + math.log((len(self._stems) + 1) / (len(self._in.get(stem, ())) + 1))

    def _known(self, found: Mapping[str, str], *, keep: bool = True) -> dict[str, str]:
        """Return stems as this collection knows them: a slip of the pen as the word that was meant."""
        return {self._meant(stem, keep): word for stem, word in found.items()}

    def _meant(self, stem: str, keep: bool) -> str:
        known = self._canon.get(stem)
        if known is None:
            known = stem
            near = self._near.get(stem[:2], []) if len(stem) >= SHORTEST_SLIP else []
            hit = process.extractOne(stem, near, scorer=fuzz.ratio, score_cutoff=MEANT)
            part = next((one for one in near if one.startswith(stem) or stem.startswith(one)), None)
            if hit is not None or part is not None:
                known = hit[0] if hit is not None else part or stem
            elif keep and len(stem) >= SHORTEST_SLIP:
                self._near[stem[:2]].append(stem)
            if keep:
                self._canon[stem] = known
        return known
