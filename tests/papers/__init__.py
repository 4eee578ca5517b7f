"""The papers and feeds of the house, before other people's judges and readers."""
