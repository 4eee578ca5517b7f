"""Halls as earlier versions left them, brought up to date: whole, and killed at each step on the way."""
