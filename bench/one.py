"""``python -m bench.one MODULE FILE``: run one measure in this process and write what it found to FILE."""

import importlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bench.figures import figures


def measure(module: str) -> dict[str, Any]:
    """Run ``bench.<module>.measure()``; add how long it took and the memory of its largest process."""
    began = time.perf_counter()
    measured: dict[str, Any] = importlib.import_module(f"bench.{module}").measure()
    figures(measured)  # a row that cannot be read is found here, beside its measure
    return {
        "module": module,
        **measured,
        "seconds": round(time.perf_counter() - began, 1),
        "peak_mb": round(max(_own_peak(), _peak_of_children()), 1),
    }


def _own_peak() -> float:
    """Return this process's peak in MB. Not from getrusage, which starts at what our parent used."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def _peak_of_children() -> float:
    return _megabytes(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)


def _megabytes(rss: int) -> float:
    return rss / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(measure(sys.argv[1])))
