"""Other people's scanners against a running demo hall, on this machine only: `python -m tests.scanners` (docs/scanned.md)."""
