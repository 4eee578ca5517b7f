"""Runs in an environment of its own: says of each PDF in a folder whether it is PDF/UA-1, as JSON. Knows nothing of the house."""

import json
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Judge what is in the folder."""
    import page

    told = {}
    for file in sorted(folder.glob("*.pdf")):
        report = page.validate_pdf(file, profile=page.ValidationProfile.PDF_UA_1)
        told[file.stem] = {
            "complies": report.is_compliant,
            "rules": report.rules.total,
            "failures": [f"{one.rule_id}: {one.message}" for one in report.failures],
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
