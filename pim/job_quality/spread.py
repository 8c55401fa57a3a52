"""Where a true mean lies when little was measured: Student's t. The method: ``docs/evidence.md``."""

from dataclasses import dataclass
from functools import lru_cache

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies in 95 of 100 such measurements."""

    low: float
    high: float


@lru_cache(maxsize=1024)
def quantile(df: float) -> float:
    """Return the two-sided quantile of Student's t (what ``scipy.stats.t.ppf`` calls)."""
    from scipy.special import stdtrit  # here: it takes a second to load, and no other page waits for it

    return float(stdtrit(df, 0.5 + CONFIDENCE / 2))
