"""Unionhall: the hall of a self-managed organisation."""

__version__ = "0.1.0"
