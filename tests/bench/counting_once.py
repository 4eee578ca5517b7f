"""
Read and count one BLT file, and say how long that took and how much memory: `python -m tests.bench.counting_once FILE RULE`.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from unionhall.core.counting.files.reading import read
from unionhall.core.counting.rules import count
from unionhall.site.commands.count import blocks


def main(file: str, rule: str) -> None:
    """Read, count, print."""
    begun, used = time.perf_counter(), time.process_time()
    ballots = read(blocks(Path(file)), file)
    held = time.perf_counter()
    report = count(ballots, rule, seed="bench")
    done, used = time.perf_counter(), time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "reading": held - begun,
                "whole": done - begun,
                "cpu": used,
                "mb": most,
                "winners": len(report.winners),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
