"""Delegates: what a body tells those it sends somewhere, what they do there, and one held against the other."""
