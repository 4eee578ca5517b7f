"""Draw from one pool, and say how long that took: `python -m tests.bench.lots_once NAME`."""

from __future__ import annotations

import json
import os
import sys
import time


def main(name: str) -> None:
    """Draw, print."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `unionhall draw` does
    from tests.lots.pools import LARGE
    from unionhall.core.lots.draw import draw
    from unionhall.core.lots.types import types_of

    make, size, _target = LARGE[name]
    pool = make()
    begun, used = time.perf_counter(), time.process_time()
    found = draw(pool, size, "4 2 6 1")
    taken, used = time.perf_counter() - begun, time.process_time() - used
    print(
        json.dumps(
            {
                "seconds": taken,
                "cpu_seconds": round(used, 3),
                "types": len(types_of(pool).types),
                "panels": len(found.lottery),
                "minimum": float(found.minimum),
                "bound": float(found.bound),
                "largest_deviation": float(found.largest_deviation()),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
