"""Durations in short, and results as lines of JSON."""

from __future__ import annotations

import json
import os
import statistics
from typing import Any


def spread(seconds: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile of durations, in milliseconds."""
    cuts = statistics.quantiles(sorted(seconds), n=100)
    return {
        "median_ms": round(cuts[49] * 1e3, 1),
        "p95_ms": round(cuts[94] * 1e3, 1),
        "p99_ms": round(cuts[98] * 1e3, 1),
    }


def told(result: dict[str, Any]) -> None:
    """Print a result, with how many processes wanted a core on average in the last minute: a busy machine measures itself."""
    print(json.dumps({**result, "load": round(os.getloadavg()[0], 1)}), flush=True)
