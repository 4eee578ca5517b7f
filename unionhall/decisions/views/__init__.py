"""Pages of motions, polls and decisions."""
