"""The record: which halls there are and what was done in their name, sealed in order so that nobody can quietly rewrite it."""
