"""Walks through the whole life of a hall, step after step by chance, with everything that must hold asked after each."""
