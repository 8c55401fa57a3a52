"""The ready dossier about PIM itself and its privacy notice: shipped texts, in both languages."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("own_dossier.yaml").read_text("utf-8"))
    return found


def dossier() -> dict[str, Any]:
    """Return the dossier: a title, an introduction and parts, each with lines in both languages."""
    found: dict[str, Any] = _read()["dossier"]
    return found


def privacy_notice() -> dict[str, Any]:
    """Return what people read before they type anything: who sees what, and for how long it stays."""
    found: dict[str, Any] = _read()["privacy"]
    return found
