#!/usr/bin/env python3
"""
Brings the catalogues up to date with what the pages say, and compiles them: `make words`.

Says which texts still wait for a translator, and which translations lost a place; then the exit code is 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.machine import catalogue as words


def main() -> int:
    """Write each language's .po and .mo; 1 where something is left to translate or to mend."""
    left = 0
    for language in words.LANGUAGES:
        found = words.brought_up_to_date(language)
        words.po(language).parent.mkdir(parents=True, exist_ok=True)
        words.po(language).write_bytes(words.written(found))
        words.mo(language).write_bytes(words.compiled(found))
        waiting, wrong = words.untranslated(found), words.misplaced(found)
        print(
            f"{language}: {len(found)} texts, {len(waiting)} wait for a translator, {len(wrong)} lost a place."
        )
        for text in (*waiting, *wrong):
            print(f"  {text}")
        left += len(waiting) + len(wrong)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
