"""Counting held against results and programs that nobody here wrote."""
