"""The catalogue of requirements: everything a workflow may write under `needs` or `warns`.

A requirement is a function `(facts, **parameters) -> Unmet | None`. It looks only at the Facts, so
the same question has the same answer on a page, in a preview, in the clock and in a replay.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

# Importing a subject puts its requirements in the catalogue.
from workflows.facts import Facts
from workflows.needs import asking, chain, evidence, law, own, preparing, subsidy, trying
from workflows.needs.base import REGISTERED, Number, Param, Requirement, Unmet

__all__ = ["CATALOGUE", "Number", "Param", "Requirement", "Unmet", "bound"]

SUBJECTS: Final = (preparing, subsidy, asking, evidence, chain, law, trying, own)

CATALOGUE: Final[Mapping[str, Requirement]] = MappingProxyType(REGISTERED)
"""Every requirement by its name."""


def bound(name: str, params: Mapping[str, Any]) -> Callable[[Facts], Unmet | None]:
    """The requirement of this name with its parameters filled in. KeyError: no such requirement.

    Lists become tuples, and a parameter that is a word of Python (`from`) gets an underscore.
    """
    given = {
        (key + "_" if keyword.iskeyword(key) else key): tuple(value) if isinstance(value, list) else value
        for key, value in params.items()
    }
    check = CATALOGUE[name].check
    return partial(check, **given) if given else check
