"""The words of the command line: each module adds its own with `add_to` and does it."""
