"""Motions put, amended, voted on and carried out: how the body decides."""
