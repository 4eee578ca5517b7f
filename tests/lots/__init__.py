"""Lots held against brute force, against what is certified, and against spoilt files."""
