"""Amendments merged beside another program that merges texts."""
